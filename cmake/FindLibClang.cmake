# Find libclang by header and library. Debian's ClangConfig.cmake needs llvm-dev, which is not wanted.
#
#	LibClang::LibClang		imported target
#	LIBCLANG_RESOURCE_DIR		clang's own headers (stddef.h ...)
set(_hints)
foreach(_version RANGE 30 17 -1)
	list(APPEND _hints /usr/lib/llvm-${_version})
endforeach()
find_path(LIBCLANG_INCLUDE_DIR clang-c/Index.h HINTS ${_hints} PATH_SUFFIXES include)
if(LIBCLANG_INCLUDE_DIR)
	get_filename_component(_prefix ${LIBCLANG_INCLUDE_DIR} DIRECTORY)
endif()
find_library(LIBCLANG_LIBRARY NAMES clang HINTS ${_prefix} ${_hints} PATH_SUFFIXES lib)
if(LIBCLANG_LIBRARY)
	file(GLOB _resource ${_prefix}/lib/clang/*/include)
	list(GET _resource -1 _include)
	get_filename_component(LIBCLANG_RESOURCE_DIR ${_include} DIRECTORY)
	get_filename_component(LIBCLANG_VERSION ${LIBCLANG_RESOURCE_DIR} NAME)
endif()
include(CheckSymbolExists)
set(CMAKE_REQUIRED_INCLUDES ${LIBCLANG_INCLUDE_DIR})
set(CMAKE_REQUIRED_LIBRARIES ${LIBCLANG_LIBRARY})
check_symbol_exists(clang_getCursorBinaryOperatorKind clang-c/Index.h LIBCLANG_HAS_OPERATORS)
unset(CMAKE_REQUIRED_INCLUDES)
unset(CMAKE_REQUIRED_LIBRARIES)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibClang
	REQUIRED_VARS LIBCLANG_LIBRARY LIBCLANG_INCLUDE_DIR LIBCLANG_HAS_OPERATORS
	VERSION_VAR LIBCLANG_VERSION
	REASON_FAILURE_MESSAGE "install libclang-19-dev (17 or newer)")
if(LibClang_FOUND AND NOT TARGET LibClang::LibClang)
	add_library(LibClang::LibClang UNKNOWN IMPORTED)
	set_target_properties(LibClang::LibClang PROPERTIES
		IMPORTED_LOCATION ${LIBCLANG_LIBRARY}
		INTERFACE_INCLUDE_DIRECTORIES ${LIBCLANG_INCLUDE_DIR}
		INTERFACE_COMPILE_DEFINITIONS "DL_CLANG_RESOURCE_DIR=\"${LIBCLANG_RESOURCE_DIR}\"")
endif()
