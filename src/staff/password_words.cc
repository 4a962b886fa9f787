// SPDX-License-Identifier: Apache-2.0

// Words that people make passwords of, the commoner first.  Put together for this program: what
// the yearly lists of leaked passwords have in common, everyday Japanese in romaji, places,
// characters, sport, and the words of a shop.

#include <map>
#include <string>

#include "staff/password_strength.h"

namespace genbo {

namespace {

constexpr std::string_view kCommonWords =
    "password pass passwd admin root user login welcome letmein qwerty abc iloveyou monkey dragon "
    "master hello sunshine princess football baseball shadow superman batman trustno love star "
    "genbo kanri kanrisha pasuwado pasuwaado himitsu sakura doraemon pokemon pikachu arashi "
    "naruto gundam totoro nihon nippon japan tokyo osaka kyoto nagoya yokohama sapporo fukuoka "
    "kobe hiroshima sendai saitama chiba hokkaido okinawa shibuya shinjuku ginza test guest demo "
    "temp change changeme default secret access system server computer internet windows google "
    "yahoo amazon apple iphone android samsung sony toyota honda nissan suzuki mazda shop store "
    "tenpo mise honten shiten eigyo keiri jinji soumu kaisha company office staff member customer "
    "kokyaku okyaku sama san kun chan daisuki aishiteru suki koi kokoro yume hana tsuki hoshi "
    "taiyo sora umi yama kawa mori kaze yuki ame haru natsu aki fuyu inu neko usagi kuma tora "
    "ryu uma tori sakana ichi ni san yon go roku nana hachi kyu ju hyaku sen man akai aoi shiroi "
    "kuroi kiiro midori murasaki ringo mikan momo budou ichigo banana sushi ramen tempura udon "
    "soba curry gohan sake biru ocha kohi mizu asa hiru yoru kyou ashita kinou getsu ka sui moku "
    "kin do nichi arigato arigatou konnichiwa konbanwa ohayo ohayou sayonara moshimoshi hajime "
    "yoroshiku ganbare ganbaru tanoshii ureshii kawaii kakkoii sugoi oishii genki watashi boku ore "
    "anata kimi kazoku okaasan otousan mama papa musuko musume baby family happy lucky money "
    "okane kane ginkou bank card point coupon sale tokubai campaign mail denwa phone number "
    "bango bangou kaiin touroku namae jusho shimei seinengappi tanjobi birthday summer winter "
    "spring autumn monday tuesday wednesday thursday friday saturday sunday january february "
    "march april june july august september october november december angel flower music guitar "
    "piano soccer tennis golf yakyu giants tigers hawks dragons swallows carp baystars lions "
    "fighters eagles marines buffaloes samurai ninja geisha fuji fujisan shinkansen densha eki "
    "kuruma jitensha hikouki fune gakkou daigaku sensei gakusei tomodachi michael jordan jennifer "
    "charlie andrew thomas daniel jessica michelle ashley nicole hunter killer soldier ranger "
    "mustang harley yankees cowboy chelsea arsenal liverpool barcelona cookie chocolate cheese "
    "pepper ginger orange banana coffee purple silver golden diamond crystal phoenix thunder "
    "matrix freedom forever whatever nothing secure security private public data database backup "
    "oracle mysql postgres linux ubuntu debian cisco router wifi network zaq qaz wsx edc asdf zxcv "
    "aaa the and new old one two three four five six seven eight nine ten you me my we our your is "
    "are was no yes not of in on at to for from with without word words time day year week month "
    "man woman boy girl life world house home work job book blue red green black white big small "
    "good bad best first last next long short open close start stop hot cold high low up down";

const std::map<std::string, int, std::less<>>& word_ranks() {
    static const auto ranks = [] {
        std::map<std::string, int, std::less<>> made;
        std::string_view rest = kCommonWords;
        int rank = 0;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(' '), rest.size());
            made.emplace(rest.substr(0, end), ++rank);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        return made;
    }();
    return ranks;
}

}  // namespace

int common_word_rank(std::string_view word) {
    const auto at = word_ranks().find(word);
    return at == word_ranks().end() ? 0 : at->second;
}

}  // namespace genbo
