# Debian packages by CPack: the tool with its worker program, the library, and what building against that takes.
#
#	cmake --preset package && cmake --build --preset package && cpack --config build/package/CPackConfig.cmake
#
# Then tests/package/chroot and lintian, which has to say only that no bug of Debian is closed, and that CPack calls ldconfig.
# Names, paths and texts are Debian's (man pages, change logs and licences are where its policy wants them); the rest of
# the project knows nothing of it.

set(DMALINT_MAINTAINER "dmalint maintainers <maintainers@users.noreply.b-seed-eccff9a7.example>" CACHE STRING
	"name and address in the packages")
set(DMALINT_PACKAGE_REVISION 1 CACHE STRING "revision of the packages")

# CHANGELOG.md in the form of debian/changelog. @ARGN: the packages that it goes into.
function(dl_debian_changelog out)
	file(STRINGS CHANGELOG.md lines ENCODING UTF-8)
	set(text "")
	set(trailer "")
	foreach(line IN LISTS lines)
		if(line MATCHES "^## ([0-9][0-9.]*) - ([0-9-]+)$")
			set(version ${CMAKE_MATCH_1})
			execute_process(COMMAND date -u -R -d ${CMAKE_MATCH_2} OUTPUT_VARIABLE date
				OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
			string(APPEND text "${trailer}dmalint (${version}-${DMALINT_PACKAGE_REVISION}) unstable; urgency=medium\n\n")
			set(trailer "\n -- ${DMALINT_MAINTAINER}  ${date}\n\n")
		elseif(trailer AND line MATCHES "^- (.*)$")
			string(APPEND text "  * ${CMAKE_MATCH_1}\n")
		elseif(trailer AND line MATCHES "^  (.*)$")
			string(APPEND text "    ${CMAKE_MATCH_1}\n")
		endif()
	endforeach()
	string(REPLACE "`" "" text "${text}${trailer}")
	file(WRITE ${out} "${text}")
endfunction()

# @text, gzipped as Debian wants it: the same bytes for the same text.
function(dl_gzip in out)
	execute_process(COMMAND gzip -9nc ${in} OUTPUT_FILE ${out} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(dl_debian_documents)
	set(folder ${CMAKE_BINARY_DIR}/debian)
	file(MAKE_DIRECTORY ${folder})
	dl_debian_changelog(${folder}/changelog.Debian)
	dl_gzip(${folder}/changelog.Debian ${folder}/changelog.Debian.gz)
	dl_gzip(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${folder}/changelog.gz)
	dl_gzip(${CMAKE_SOURCE_DIR}/docs/dmalint.1 ${folder}/dmalint.1.gz)
	set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS CHANGELOG.md docs/dmalint.1)
	install(FILES ${folder}/dmalint.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT dmalint)
	install(FILES README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/dmalint COMPONENT dmalint)
	foreach(pair dmalint:dmalint library:libdmalint0 development:libdmalint-dev)
		string(REPLACE ":" ";" pair ${pair})
		list(GET pair 0 component)
		list(GET pair 1 package)
		install(FILES cmake/debian/copyright ${folder}/changelog.Debian.gz ${folder}/changelog.gz
			DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
	endforeach()
endfunction()

if(DMALINT_DEBIAN)
	dl_debian_documents()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT ${DMALINT_MAINTAINER})
set(CPACK_PACKAGE_VENDOR dmalint)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL dmalint library development)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
	WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE ${DMALINT_PACKAGE_REVISION})
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "find misuse of the Linux DMA API in driver source")
set(version ${PROJECT_VERSION}-${DMALINT_PACKAGE_REVISION})
set(about "dmalint parses Linux drivers with libclang, follows the paths through
their functions, and reports where the DMA API is used wrongly: mappings
whose failure nobody tests, buffers that a device must not be given, unmaps
that do not match their maps, mappings that are never undone. The kernel
tree needs no configuration and no build.")

set(CPACK_DEBIAN_DMALINT_PACKAGE_NAME dmalint)
set(CPACK_DEBIAN_DMALINT_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_DMALINT_DESCRIPTION ${about})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libdmalint0)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
# CPack's own scripts call ldconfig, too; lintian wants the trigger.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/cmake/debian/triggers)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION
	"${about}\n\nThis package has the library that scans, keeps what was found, and\nwrites it.")
# The worker program of the same build does the scans.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "dmalint (= ${version})")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libdmalint-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
	"${about}\n\nThis package has the headers, the static library, and what pkg-config and\nCMake need to find the library.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
	"libdmalint0 (= ${version}), libsqlite3-dev (>= 3.35), libjansson-dev (>= 2.13), libzstd-dev (>= 1.4)")
include(CPack)
