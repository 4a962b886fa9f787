# genbo_module(<name> [LINKS target…] [DIR path]) — the only build function of the house.
#
# Makes, from the files of src/<name> (or DIR):
#   genbo_<name>        a static library of *.cc, without tests, benches and fuzzers
#   <name>_test         one GoogleTest program of *_test.cc         (GENBO_TESTS)
#   <name>_bench        one Google Benchmark program of *_bench.cc  (GENBO_BENCH)
#   <file>_fuzz         one libFuzzer program per *_fuzz.cc         (GENBO_FUZZ)
# In '/'-separated names the slashes become underscores: adapter/sqlite -> genbo_adapter_sqlite.
function(genbo_module name)
    cmake_parse_arguments(ARG "" "" "LINKS;TEST_LINKS" ${ARGN})
    set(dir ${PROJECT_SOURCE_DIR}/src/${name})
    string(REPLACE "/" "_" id ${name})
    file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cc)
    set(tests ${sources})
    set(benches ${sources})
    set(fuzzers ${sources})
    list(FILTER sources EXCLUDE REGEX "_(test|bench|fuzz)\\.cc$")
    list(FILTER tests INCLUDE REGEX "_test\\.cc$")
    list(FILTER benches INCLUDE REGEX "_bench\\.cc$")
    list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cc$")

    if(sources)
        add_library(genbo_${id} STATIC ${sources})
        target_link_libraries(genbo_${id} PUBLIC ${ARG_LINKS} PRIVATE genbo_warnings)
        target_include_directories(genbo_${id} PUBLIC ${PROJECT_SOURCE_DIR}/src)
        set(self genbo_${id})
    else()
        add_library(genbo_${id} INTERFACE)
        target_link_libraries(genbo_${id} INTERFACE ${ARG_LINKS})
        target_include_directories(genbo_${id} INTERFACE ${PROJECT_SOURCE_DIR}/src)
        set(self genbo_${id})
    endif()

    if(GENBO_TESTS AND tests)
        add_executable(${id}_test ${tests})
        target_link_libraries(
            ${id}_test PRIVATE ${self} ${ARG_TEST_LINKS} genbo_warnings GTest::gmock
                               GTest::gtest_main)
        target_compile_definitions(
            ${id}_test PRIVATE GENBO_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
        add_test(NAME ${id} COMMAND ${id}_test)
        set_tests_properties(${id} PROPERTIES TIMEOUT 600)
    endif()
    if(GENBO_BENCH AND benches)
        add_executable(${id}_bench ${benches})
        target_link_libraries(
            ${id}_bench PRIVATE ${self} genbo_warnings benchmark::benchmark_main)
    endif()
    foreach(fuzzer ${fuzzers})
        get_filename_component(fuzz ${fuzzer} NAME_WE)
        if(GENBO_FUZZ)
            add_executable(${fuzz} ${fuzzer})
            target_link_libraries(${fuzz} PRIVATE ${self} genbo_warnings -fsanitize=fuzzer)
        elseif(GENBO_TESTS)
            # Without libFuzzer the committed corpus is replayed, so that a found input stays found.
            add_executable(${fuzz} ${fuzzer} ${PROJECT_SOURCE_DIR}/tests/replay_main.cc)
            target_link_libraries(${fuzz} PRIVATE ${self} genbo_warnings)
            add_test(NAME ${fuzz} COMMAND ${fuzz} ${PROJECT_SOURCE_DIR}/tests/corpus/${fuzz})
        endif()
    endforeach()
endfunction()
