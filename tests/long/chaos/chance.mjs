// SPDX-License-Identifier: Apache-2.0
//
// Chance from a seed: the moments of a run are not repeatable, but its plan is.

export class Chance {
    constructor(seed) {
        this.state = seed | 0 || 1;
    }

    random() {  // xorshift32
        this.state ^= this.state << 13;
        this.state ^= this.state >>> 17;
        this.state ^= this.state << 5;
        return (this.state >>> 0) / 2 ** 32;
    }

    happens(probability) {
        return this.random() < probability;
    }

    below(count) {
        return Math.floor(this.random() * count);
    }

    between(low, high) {
        return low + this.random() * (high - low);
    }

    of(list) {
        return list[this.below(list.length)];
    }

    shuffled(list) {
        const out = [...list];
        for (let i = out.length - 1; i > 0; i -= 1) {
            const j = this.below(i + 1);
            [out[i], out[j]] = [out[j], out[i]];
        }
        return out;
    }

    // One of the names, by their weights.
    weighted(weights) {
        let at = this.random() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
        for (const [name, weight] of Object.entries(weights)) {
            at -= weight;
            if (at < 0) return name;
        }
        return Object.keys(weights)[0];
    }
}

export const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// Waits until `held` answers something true, and gives it.
export async function until(held, seconds, what) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await held();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
        await sleep(200);
    }
}
