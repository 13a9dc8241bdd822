# What this check may include beside the interpreter: checks/checks.h, and the rooms named here.
dl_check_room(taint barrier)
