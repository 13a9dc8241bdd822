# Write OUT: the version and hashes over the contents of the files in LIST (wire/start.h).
function(hash_of files out)
	set(hashes "")
	foreach(file ${files})
		file(SHA256 ${file} hash)
		string(APPEND hashes ${hash})
	endforeach()
	string(SHA256 all "${hashes}")
	string(SUBSTRING ${all} 0 16 id)
	set(${out} ${id} PARENT_SCOPE)
endfunction()

file(READ ${LIST} files)
set(parse_files ${files})
list(FILTER parse_files INCLUDE REGEX "/analyzer/(base|frontend|ir|model|source|wire|worker)/|/rules/models/")
hash_of("${files}" build)
hash_of("${parse_files}" parse)
file(WRITE ${OUT} "#include \"wire/start.h\"\n
const char dl_build_id[] = \"${VERSION} ${build}\";
const char dl_parse_id[] = \"${VERSION} ${parse}\";\n")
