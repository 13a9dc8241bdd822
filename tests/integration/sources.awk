# SPDX-License-Identifier: Apache-2.0
# The files that each driver is made of: itself, what it includes of the drivers' folders, and the Makefile of its
# own. Prints driver, tab, file. It reads text and asks no compiler: whatever the program under test does to its
# parser, the answer stays.
#
# Arguments: a list of the files outside of include/ and arch/; their #include lines as "file:#include "name";
# the list of drivers.

function normal(path,    parts, n, i, top, out) {
	n = split(path, parts, "/")
	top = 0
	for (i = 1; i <= n; i++) {
		if (parts[i] == ".." && top > 0)
			top--
		else if (parts[i] != "." && parts[i] != "")
			parts[++top] = parts[i]
	}
	for (i = 1; i <= top; i++)
		out = out (i > 1 ? "/" : "") parts[i]
	return out
}

function folder(path) {
	sub(/[^\/]*$/, "", path)
	return path
}

# Beside the file that asks for it; else, as -I may lead anywhere, every file of that name.
function add(from, name,    path, same, n, i) {
	path = normal(folder(from) name)
	if (path in known) {
		includes[from] = includes[from] " " path
		return
	}
	sub(/^(\.\.?\/)+/, "", name)
	sub(/.*\//, "", path)
	n = split(named[path], same, " ")
	for (i = 1; i <= n; i++) {
		if (substr("/" same[i], length(same[i]) - length(name) + 1) == "/" name)
			includes[from] = includes[from] " " same[i]
	}
}

function visit(driver, file,    next_files, n, i) {
	if ((driver, file) in seen)
		return
	seen[driver, file] = 1
	print driver "\t" file
	n = split(includes[file], next_files, " ")
	for (i = 1; i <= n; i++)
		visit(driver, next_files[i])
}

FNR == 1 { part++ }
part == 1 {
	known[$0] = 1
	base = $0
	sub(/.*\//, "", base)
	named[base] = named[base] " " $0
}
part == 2 {
	file = $0
	sub(/:.*/, "", file)
	name = $0
	sub(/^[^:]*:[^"<]*["<]/, "", name)
	add(file, name)
}
part == 3 && $0 in known {
	visit($0, $0)
	if ((folder($0) "Makefile") in known)
		print $0 "\t" folder($0) "Makefile"
}
