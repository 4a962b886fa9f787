# The generated tables of the text room (tables.h).  Public data comes in as exact npm packages and
# as Debian's mecab-ipadic and unicode-data; TABLES.md names versions and licences.
find_program(NPM npm REQUIRED)
find_path(IPADIC_DIR Noun.name.csv PATHS /usr/share/mecab/dic/ipadic REQUIRED)
find_path(UNICODE_DIR UnicodeData.txt PATHS /usr/share/unicode REQUIRED)

set(scripts ${PROJECT_SOURCE_DIR}/tools/tables)
set(generated ${PROJECT_BINARY_DIR}/generated/text)
set(packages ${PROJECT_BINARY_DIR}/generated/packages)
set(modules ${packages}/node_modules)
file(MAKE_DIRECTORY ${generated} ${packages})

# The packages are installed beside the build, so that the source tree stays clean.
add_custom_command(
    OUTPUT ${packages}/installed
    COMMAND ${CMAKE_COMMAND} -E copy ${scripts}/package.json ${scripts}/package-lock.json ${packages}
    COMMAND ${NPM} ci --silent --no-audit --no-fund --ignore-scripts
    COMMAND ${CMAKE_COMMAND} -E touch ${packages}/installed
    DEPENDS ${scripts}/package.json ${scripts}/package-lock.json
    WORKING_DIRECTORY ${packages}
    COMMENT "Public tables (npm ci)"
    VERBATIM)

function(genbo_table name)
    cmake_parse_arguments(ARG "" "" "ARGS;NEEDS" ${ARGN})
    add_custom_command(
        OUTPUT ${generated}/${name}_tables.cc
        COMMAND ${NODE} ${scripts}/${name}_tables.mjs ${generated}/${name}_tables.cc ${ARG_ARGS}
        DEPENDS ${scripts}/${name}_tables.mjs ${scripts}/emit.mjs ${ARG_NEEDS}
        COMMENT "Table: ${name}"
        VERBATIM)
    target_sources(genbo_text PRIVATE ${generated}/${name}_tables.cc)
    set_source_files_properties(
        ${generated}/${name}_tables.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

genbo_table(unicode ARGS ${UNICODE_DIR} ${scripts}/kanji_variants.txt
            NEEDS ${scripts}/kanji_variants.txt)
genbo_table(name ARGS ${IPADIC_DIR} ${UNICODE_DIR})
genbo_table(address ARGS ${modules} NEEDS ${packages}/installed)
genbo_table(phone ARGS ${modules} NEEDS ${packages}/installed)
