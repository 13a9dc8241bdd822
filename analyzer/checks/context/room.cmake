# What this check may include beside the interpreter: checks/checks.h.
dl_check_room(context)
