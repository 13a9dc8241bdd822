# libdmalint, shared and static, from the same objects: the rooms of the host. Installed with
# its headers, a pkg-config file and a CMake package:
#
#	pkg-config --cflags --libs dmalint
#	find_package(Dmalint)				Dmalint::dmalint
#	find_package(Dmalint COMPONENTS static)		Dmalint::dmalint_static, with what it stands on

# From the rooms named after it.
function(dl_library)
	add_library(dmalint_shared SHARED)
	add_library(dmalint_static STATIC)
	foreach(target dmalint_shared dmalint_static)
		dl_link_rooms(${target} ${ARGN})
		set_target_properties(${target} PROPERTIES OUTPUT_NAME dmalint)
		target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
	endforeach()
	set(map ${CMAKE_SOURCE_DIR}/cmake/libdmalint.map)
	set_target_properties(dmalint_shared PROPERTIES EXPORT_NAME dmalint LINK_DEPENDS ${map}
		VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR})
	target_link_options(dmalint_shared PRIVATE LINKER:--version-script=${map})
	dl_install_library()
endfunction()

function(dl_install_library)
	set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Dmalint)
	set(generated ${CMAKE_BINARY_DIR}/package)
	install(TARGETS dmalint_shared EXPORT DmalintTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
		COMPONENT library NAMELINK_COMPONENT development)
	install(TARGETS dmalint_static EXPORT DmalintStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
		COMPONENT development)
	install(EXPORT DmalintTargets NAMESPACE Dmalint:: DESTINATION ${package} COMPONENT development)
	install(EXPORT DmalintStaticTargets NAMESPACE Dmalint:: DESTINATION ${package} COMPONENT development)
	install(DIRECTORY include/dmalint DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
		FILES_MATCHING PATTERN "*.h")

	include(CMakePackageConfigHelpers)
	configure_package_config_file(cmake/DmalintConfig.cmake.in ${generated}/DmalintConfig.cmake
		INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
	# Until 1.0 a minor version may break what the one before had.
	write_basic_package_version_file(${generated}/DmalintConfigVersion.cmake COMPATIBILITY SameMinorVersion)
	install(FILES ${generated}/DmalintConfig.cmake ${generated}/DmalintConfigVersion.cmake
		DESTINATION ${package} COMPONENT development)

	# The file finds its prefix by its own place, so that the tree can be moved.
	file(RELATIVE_PATH DL_PC_PREFIX ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
	configure_file(cmake/dmalint.pc.in ${generated}/dmalint.pc @ONLY)
	install(FILES ${generated}/dmalint.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endfunction()
