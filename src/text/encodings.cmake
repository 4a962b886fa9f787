# The tables of encoding.cc are made at build time (tools/tables/encodings.mjs says from what).
# Included by src/text/CMakeLists.txt after genbo_module(text …).
set(encodings_inc ${PROJECT_BINARY_DIR}/generated/text/encoding_tables.inc)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/text)
add_custom_command(
    OUTPUT ${encodings_inc}
    COMMAND ${NODE} ${PROJECT_SOURCE_DIR}/tools/tables/encodings.mjs ${encodings_inc}
    DEPENDS ${PROJECT_SOURCE_DIR}/tools/tables/encodings.mjs
    COMMENT "Encoding tables"
    VERBATIM)
add_custom_target(encoding_tables DEPENDS ${encodings_inc})
add_dependencies(genbo_text encoding_tables)
target_include_directories(genbo_text PRIVATE ${PROJECT_BINARY_DIR}/generated)
if(TARGET text_test)
    # ICU's converters are the oracle of encoding_test.cc.
    target_link_libraries(text_test PRIVATE ICU::uc)
endif()
