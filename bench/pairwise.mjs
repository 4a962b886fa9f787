// SPDX-License-Identifier: Apache-2.0
//
// Pairwise precision, recall and F1.  With n_ij records in found cluster i and true cluster j, a_i and b_j
// the cluster sizes: TP = Σ C(n_ij,2), TP+FP = Σ C(a_i,2), TP+FN = Σ C(b_j,2).  Between two files only pairs
// across them count: C(n,2) becomes the product of the two files' shares.

function pairsOf(counts) {
    const values = [...counts.values()];
    const total = values.reduce((sum, n) => sum + n, 0);
    return { within: (total * (total - 1)) / 2, across: (total * total - values.reduce((sum, n) => sum + n * n, 0)) / 2 };
}

// Pairs of records that have the same key.
function grouped(records, key, cross) {
    const groups = new Map();
    for (const record of records) {
        const name = key(record);
        if (name === undefined) continue;
        if (!groups.has(name)) groups.set(name, new Map());
        const group = groups.get(name);
        group.set(record.source, (group.get(record.source) ?? 0) + 1);
    }
    let pairs = 0;
    let clusters = 0;
    for (const group of groups.values()) {
        const found = pairsOf(group)[cross ? 'across' : 'within'];
        pairs += found;
        clusters += found > 0 ? 1 : 0;
    }
    return { pairs, clusters };
}

const figures = (right, found, truth) => {
    const precision = found > 0 ? right / found : 1;
    const recall = truth > 0 ? right / truth : 1;
    return { precision, recall, f1: right > 0 ? (2 * precision * recall) / (precision + recall) : 0, true_pairs: truth };
};

export function scoreClusters(records, truth, cross) {
    const known = records.filter((record) => truth.has(record.id));
    const right = grouped(known, (record) => `${record.cluster}\t${truth.get(record.id)}`, cross).pairs;
    const found = grouped(known, (record) => record.cluster, cross).pairs;
    return figures(right, found, grouped(known, (record) => truth.get(record.id), cross).pairs);
}

// The truth as pairs of ids, one of each file.
export function scorePairs(records, pairs) {
    const cluster = new Map(records.map((record) => [record.id, record.cluster]));
    const right = pairs.filter(([a, b]) => cluster.has(a) && cluster.get(a) === cluster.get(b)).length;
    return figures(right, grouped(records, (record) => record.cluster, true).pairs, pairs.length);
}

export function counted(records, cross) {
    return grouped(records, (record) => record.cluster, cross);
}
