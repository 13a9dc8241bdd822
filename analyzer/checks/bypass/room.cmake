# What this check may include beside the interpreter: checks/checks.h and the headers of checks below it.
dl_check_room(bypass provenance slot)
