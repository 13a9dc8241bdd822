# The rooms of the program: one object library per folder with an explicit list of the rooms below it.
#
# Each room includes headers as "room/file.h". An include path is one folder that holds a link for the
# room itself and for every room it names, so including any other room does not compile. "dmalint" names
# the public headers, include/dmalint/.

set(DL_GENERATED ${CMAKE_BINARY_DIR}/generated)
set(DL_ROOMS "" CACHE INTERNAL "")

function(dl_include_view room deps)
	string(REPLACE "/" "_" name ${room})
	set(view ${CMAKE_BINARY_DIR}/view/${name})
	file(REMOVE_RECURSE ${view})
	file(MAKE_DIRECTORY ${view})
	foreach(seen ${room} ${deps})
		set(folder ${CMAKE_SOURCE_DIR}/analyzer/${seen})
		if(seen STREQUAL "dmalint")
			set(folder ${CMAKE_SOURCE_DIR}/include/dmalint)
		endif()
		if(NOT IS_DIRECTORY ${folder})
			continue()
		endif()
		# Of a room with sub-rooms ("engine/value") only what lies in the room itself: each sub-room is named.
		file(MAKE_DIRECTORY ${view}/${seen})
		file(GLOB headers CONFIGURE_DEPENDS ${folder}/*.h ${folder}/*.def)
		foreach(header ${headers})
			get_filename_component(name ${header} NAME)
			file(CREATE_LINK ${header} ${view}/${seen}/${name} SYMBOLIC)
		endforeach()
	endforeach()
endfunction()

function(dl_room room)
	cmake_parse_arguments(R "" "" "DEPENDS;LIBS;GENERATED" ${ARGN})
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/analyzer/${room}/*.c)
	list(FILTER sources EXCLUDE REGEX "/main\\.c$")
	list(TRANSFORM R_GENERATED PREPEND ${DL_GENERATED}/)
	if(NOT sources AND NOT R_GENERATED)
		return()
	endif()
	string(REPLACE "/" "_" name ${room})
	dl_include_view(${room} "${R_DEPENDS}")
	add_library(room_${name} OBJECT ${sources} ${R_GENERATED})
	target_include_directories(room_${name} PRIVATE ${CMAKE_BINARY_DIR}/view/${name})
	target_link_libraries(room_${name} PRIVATE ${R_LIBS})
	set(DL_ROOMS "${DL_ROOMS};${name}" CACHE INTERNAL "")
	set_property(GLOBAL PROPERTY DL_LIBS_${name} ${R_LIBS})
endfunction()

# A check, with the checks below it whose headers it may include; all see how events are told.
function(dl_check_room name)
	list(TRANSFORM ARGN PREPEND checks/)
	dl_room(checks/${name} DEPENDS base ir model report engine engine/value engine/program engine/state
		engine/path checks checks/event edit ${ARGN})
endfunction()

# Every folder of analyzer/checks/ says in its room.cmake what it sees.
function(dl_check_rooms)
	file(GLOB rooms CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/analyzer/checks/*/room.cmake)
	foreach(room ${rooms})
		include(${room})
	endforeach()
endfunction()

# All of rules/DMAnnn-name/, and the generated table of the rules.
function(dl_rules)
	cmake_parse_arguments(R "" "" "DEPENDS" ${ARGN})
	file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/DMA*/rule.c ${CMAKE_SOURCE_DIR}/rules/DMA*/fix.c)
	dl_include_view(rules "${R_DEPENDS}")
	add_library(room_rules OBJECT ${sources} ${DL_GENERATED}/rule_table_data.c)
	target_include_directories(room_rules PRIVATE ${CMAKE_BINARY_DIR}/view/rules)
	set(DL_ROOMS "${DL_ROOMS};rules" CACHE INTERNAL "")
endfunction()

# cmake/generate.c turns rules/, the bundled headers and the report page into C source.
function(dl_generate)
	file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/DMA*/rule.md)
	file(GLOB rule_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/DMA*/rule.c)
	file(GLOB models CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/models/*/*.json)
	set(klog ${CMAKE_SOURCE_DIR}/rules/dmesg/linux.json)
	file(GLOB drafts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/rules/DMA*/patch.md)
	file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/corpus/include/*.h
		${CMAKE_SOURCE_DIR}/analyzer/source/data/*)
	file(GLOB page CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/reports/html/*)
	file(MAKE_DIRECTORY ${DL_GENERATED})
	add_custom_command(
		OUTPUT ${DL_GENERATED}/report_page.html
		COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR}/reports/html -DOUT=${DL_GENERATED}/report_page.html
			-P ${CMAKE_SOURCE_DIR}/cmake/report_page.cmake
		DEPENDS ${page} ${CMAKE_SOURCE_DIR}/cmake/report_page.cmake
		VERBATIM)
	set(own base/arena base/buf base/file base/hash base/heap base/path base/status model/json)
	list(TRANSFORM own PREPEND ${CMAKE_SOURCE_DIR}/analyzer/)
	list(TRANSFORM own APPEND .c)
	add_executable(dl_generate ${CMAKE_SOURCE_DIR}/cmake/generate.c ${CMAKE_SOURCE_DIR}/cmake/generate_json.c
		${CMAKE_SOURCE_DIR}/cmake/generate_page.c ${CMAKE_SOURCE_DIR}/cmake/generate_text.c ${own})
	target_include_directories(dl_generate PRIVATE ${CMAKE_SOURCE_DIR}/analyzer)
	target_link_libraries(dl_generate PRIVATE PkgConfig::JANSSON)
	add_custom_command(
		OUTPUT ${DL_GENERATED}/models_data.c ${DL_GENERATED}/rule_info_data.c
			${DL_GENERATED}/rule_table_data.c ${DL_GENERATED}/headers_data.c
			${DL_GENERATED}/report_page_data.c ${DL_GENERATED}/klog_data.c
			${DL_GENERATED}/draft_data.c
		COMMAND dl_generate ${CMAKE_SOURCE_DIR} ${DL_GENERATED}
		DEPENDS dl_generate ${pages} ${rule_sources} ${models} ${klog} ${drafts}
			${headers} ${DL_GENERATED}/report_page.html
		COMMENT "Generating rule table, models, bundled headers and report page"
		VERBATIM)
	add_custom_target(dl_generated DEPENDS ${DL_GENERATED}/models_data.c)
endfunction()

# Link the named rooms into @target, all of them when none is named (and the object files of no main).
function(dl_link_rooms target)
	set(rooms ${ARGN})
	if(NOT rooms)
		set(rooms ${DL_ROOMS})
	endif()
	foreach(room ${rooms})
		string(REPLACE "/" "_" name "${room}")
		if(TARGET room_${name})
			get_property(libs GLOBAL PROPERTY DL_LIBS_${name})
			target_sources(${target} PRIVATE $<TARGET_OBJECTS:room_${name}>)
			target_link_libraries(${target} PRIVATE ${libs})
		endif()
	endforeach()
	target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/analyzer ${CMAKE_SOURCE_DIR}/include)
	target_link_libraries(${target} PRIVATE m)
endfunction()

# The program: the rooms cli and lsp, and the library.
function(dl_program name)
	add_executable(${name} ${CMAKE_SOURCE_DIR}/analyzer/cli/main.c $<TARGET_OBJECTS:room_cli>
		$<TARGET_OBJECTS:room_lsp>)
	target_include_directories(${name} PRIVATE ${CMAKE_BINARY_DIR}/view/cli)
	target_link_libraries(${name} PRIVATE dmalint_static PkgConfig::JANSSON)
	install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT dmalint)
endfunction()

# What shells complete its command lines with, as the program itself prints it.
function(dl_completion name)
	set(bash bash-completion/completions/${name})
	set(fish fish/vendor_completions.d/${name}.fish)
	set(zsh zsh/site-functions/_${name})
	if(DMALINT_DEBIAN)
		set(zsh zsh/vendor-completions/_${name})
	endif()
	set(scripts "")
	foreach(shell bash fish zsh)
		set(script ${CMAKE_BINARY_DIR}/completion/${${shell}})
		get_filename_component(folder ${script} DIRECTORY)
		file(MAKE_DIRECTORY ${folder})
		add_custom_command(OUTPUT ${script} COMMAND ${name} completion ${shell} > ${script} DEPENDS ${name} VERBATIM)
		get_filename_component(folder ${${shell}} DIRECTORY)
		install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} COMPONENT dmalint)
		list(APPEND scripts ${script})
	endforeach()
	add_custom_target(completion ALL DEPENDS ${scripts})
endfunction()

# The program that does the scans: the rooms named after it. The library starts it and finds it by its own place.
# For users it is optimised as a whole, but for the rooms that lie in the library, too: who links that may have another
# compiler.
function(dl_worker_program name)
	cmake_parse_arguments(W "" "" "COMMON;ROOMS" ${ARGN})
	add_executable(${name} ${CMAKE_SOURCE_DIR}/analyzer/worker/main.c)
	dl_link_rooms(${name} ${W_COMMON} ${W_ROOMS})
	if(NOT DMALINT_TESTS)
		check_ipo_supported(RESULT whole OUTPUT why LANGUAGES C)
	endif()
	if(whole)
		string(REPLACE "/" "_" rooms "${W_ROOMS}")
		list(TRANSFORM rooms PREPEND room_)
		set_target_properties(${name} ${rooms} PROPERTIES INTERPROCEDURAL_OPTIMIZATION_RELWITHDEBINFO ON)
	endif()
	# for its libraries: worker/open.c
	target_link_options(${name} PRIVATE LINKER:--export-dynamic-symbol=open)
	install(TARGETS ${name} RUNTIME DESTINATION ${DL_LIBEXECDIR} COMPONENT dmalint)
endfunction()

# A hash of all source: two programs that talk to each other are of one build when it is the same.
function(dl_build_id)
	file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/analyzer/*.[ch] ${CMAKE_SOURCE_DIR}/rules/*.c
		${CMAKE_SOURCE_DIR}/rules/*.json ${CMAKE_SOURCE_DIR}/rules/*.md)
	file(WRITE ${CMAKE_BINARY_DIR}/build_id_sources.txt "${sources}")
	add_custom_command(
		OUTPUT ${DL_GENERATED}/build_id_data.c
		COMMAND ${CMAKE_COMMAND} -DLIST=${CMAKE_BINARY_DIR}/build_id_sources.txt -DVERSION=${PROJECT_VERSION}
			-DOUT=${DL_GENERATED}/build_id_data.c -P ${CMAKE_SOURCE_DIR}/cmake/build_id.cmake
		DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/build_id.cmake
		COMMENT "Naming the build"
		VERBATIM)
endfunction()
