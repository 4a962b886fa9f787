// SPDX-License-Identifier: Apache-2.0

#include "sample/company.h"

#include <gtest/gtest.h>

#include <string>

#include "sample/tables_for_tests.h"

namespace genbo::sample {
namespace {

TEST(Company, NumbersHaveTrueCheckDigits) {
    // The National Tax Agency's own number.
    EXPECT_EQ(corporate_check_digit("000012050002"), '7');
    for (std::uint64_t number = 0; number < 200; ++number) {
        const Company company = make_company(test_tables(), 1, normal_rates(), number);
        ASSERT_EQ(company.corporate_number.size(), 13U);
        const std::string body = company.corporate_number.substr(1);
        EXPECT_EQ(company.corporate_number[0], corporate_check_digit(body));
        EXPECT_TRUE(body.starts_with("9999"));
        EXPECT_TRUE(company.domain.ends_with(".example.co.jp"));
    }
}

TEST(Company, ColleaguesAgreeOnIt) {
    const Company a = make_company(test_tables(), 1, normal_rates(), 42);
    const Company b = make_company(test_tables(), 1, normal_rates(), 42);
    EXPECT_EQ(a.core, b.core);
    EXPECT_EQ(make_office(test_tables(), 1, a, 3).name, make_office(test_tables(), 1, b, 3).name);
    EXPECT_EQ(make_office(test_tables(), 1, a, 0).phone.digits, a.switchboard.digits);
}

TEST(Company, IsWrittenInManyWays) {
    Company company{.form = "株式会社", .core = "北沢工務店"};
    EXPECT_EQ(company_text(company, CompanyStyle::full), "株式会社北沢工務店");
    EXPECT_EQ(company_text(company, CompanyStyle::ligature), "㈱北沢工務店");
    company.form_first = false;
    EXPECT_EQ(company_text(company, CompanyStyle::wide_parenthesis), "北沢工務店（株）");
    company.form = "医療法人社団";
    EXPECT_EQ(company_text(company, CompanyStyle::ligature), "北沢工務店医療法人社団");
}

}  // namespace
}  // namespace genbo::sample
