// Capture descriptions of simulated boards, all for the network of boardNetwork.ts.

const head = "format: trigforge-capture\nversion: 1\n";

/** Two links at 360 MHz, packets of two words. */
const emp = `${head}preset: emp-360
inputs:
  links: { objects: { channels: [0], length: 4 }, sums: { channels: [1], length: 1 } }
  words:
    - link: objects
      repeat: { count: 4, words: 1, elements: 3 }
      fields:
        - { bits: 12..0, port: objects, element: 0 }
        - { bits: 25..13, port: objects, element: 1 }
        - { bits: 38..26, port: objects, element: 2 }
    - { link: sums, repeat: { count: 2, bits: 16, elements: 1 }, fields: [{ bits: 12..0, port: energy }] }
outputs:
  links: { values: { channels: [4], length: 2, offset: 2 }, score: { channels: [7], length: 2, offset: 2 } }
  words:
    - link: values
      repeat: [{ count: 2, words: 1, elements: 4 }, { count: 4, bits: 16, elements: 1 }]
      fields: [{ bits: 12..0, port: y }]
    - link: score
      fields: [{ bits: 9..0, port: score }]
    - link: score
      word: 1
      repeat: { count: 2, bits: 16, elements: 1 }
      fields: [{ bits: 12..0, port: narrow }]
`;

/** One link of three channels in turn: TMUX 18 on a board of TMUX 6. */
const multiplexed = `${head}preset: tmux-18-to-6
flags: valid
outputs:
  links: { out: { channels: [10..12], length: 3, gap: 12 } }
  words:
    - link: out
      repeat: [{ count: 2, words: 1, elements: 4 }, { count: 4, bits: 16, elements: 1 }]
      fields: [{ bits: 12..0, port: y }]
    - link: out
      word: 2
      fields:
        - { bits: 9..0, port: score }
        - { bits: 28..16, port: narrow, element: 0 }
        - { bits: 44..32, port: narrow, element: 1 }
`;

/** 32-bit words at 240 MHz. */
const ugt = `${head}preset: ugt-240
outputs:
  links: { values: { channels: [2], length: 4 }, score: { channels: [3], length: 2 } }
  words:
    - link: values
      repeat: [{ count: 4, words: 1, elements: 2 }, { count: 2, bits: 13, elements: 1 }]
      fields: [{ bits: 12..0, port: y }]
    - link: score
      fields: [{ bits: 9..0, port: score }, { bits: 22..10, port: narrow }]
    - link: score
      word: 1
      fields: [{ bits: 12..0, port: narrow, element: 1 }]
`;

/** Descriptions by name. */
export const boardLayouts: Readonly<Record<string, string>> = { emp, multiplexed, ugt };
