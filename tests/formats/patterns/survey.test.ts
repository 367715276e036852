import { expect, it } from "vitest";
import { surveyPattern, wordFlags } from "../../../src/formats/index.js";
import { block, header } from "./support.js";

const { valid, startOfPacket, endOfPacket, startOfOrbit, notStrobed, error } = wordFlags;

/** Flags from a picture: `.` invalid, `v` valid, `<` and `>` start and end of a packet, `-` one word alone. */
function flagsOf(picture: string): number[] {
  const meanings: Record<string, number> = {
    ".": 0,
    v: valid,
    "<": valid | startOfPacket,
    ">": valid | endOfPacket,
    "-": valid | startOfPacket | endOfPacket,
    o: valid | startOfPacket | startOfOrbit,
  };
  return [...picture].map((letter) => meanings[letter]!);
}

const survey = (picture: string, format: "empv1" | "empv2" = "empv2") => {
  const flags = flagsOf(picture);
  return surveyPattern(header(format), [
    block(
      1,
      flags.map(() => 0n),
      flags,
    ),
  ]);
};

it("packets by their flags, also without a gap between", async () => {
  const { frames, packetsBy, links, framesPerCharacter } = await survey("..ovv><>.-..<v>.");
  expect([frames, packetsBy, framesPerCharacter]).toEqual([16, "flags", 1]);
  expect(links[0]).toMatchObject({
    activeWords: 10,
    firstActive: 2,
    lastActive: 14,
    packets: { count: 4, least: 1, greatest: 4 },
    gaps: { count: 3, least: 0, greatest: 2 },
    open: false,
    misplaced: 0,
    orbits: 1,
    firstOrbit: 2,
    picture: "..[###[#.[..[##.",
  });
});

it("packets by runs where nothing is flagged", async () => {
  const { packetsBy, links } = await survey(".vv..vvv.v", "empv1");
  expect(packetsBy).toBe("runs");
  expect(links[0]).toMatchObject({ packets: { count: 2, lengths: [{ length: 2 }, { length: 3 }] }, open: true });
  expect(links[0]!.gaps).toEqual({
    count: 2,
    least: 1,
    greatest: 2,
    lengths: [
      { length: 1, count: 1 },
      { length: 2, count: 1 },
    ],
  });
  expect(links[0]!.picture).toBe(".[#..[##.[");
});

it("misplaced starts and ends", async () => {
  expect((await survey("v>.<v<v>.<v")).links[0]).toMatchObject({ misplaced: 2, open: true, packets: { count: 1 } });
});

it("strobes and errors are counted", async () => {
  const flags = [notStrobed, error | valid, error, 0];
  const { links } = await surveyPattern(header("apx", { links: [0, 1] }), [block(2, [0n, 0n, 0n, 0n], flags)]);
  expect(links.map((link) => [link.notStrobed, link.errors])).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

it("words other than 0 where the format does not tell what is valid", async () => {
  const { active, links } = await surveyPattern(header("ctp7"), [block(1, [0n, 5n, 7n, 0n])]);
  expect([active, links[0]!.firstActive, links[0]!.activeWords, links[0]!.picture]).toEqual(["nonzero", 1, 2, ".[#."]);
});

it("pictures of long files", async () => {
  const frames = 1000;
  const flags = Array.from({ length: frames }, (_unused, frame) =>
    frame < 32 || (frame >= 500 && frame < 508) ? valid : 0,
  );
  const { framesPerCharacter, links } = await surveyPattern(header("empv1"), [
    block(
      1,
      flags.map(() => 0n),
      flags,
    ),
  ]);
  expect(framesPerCharacter).toBe(16);
  expect(links[0]!.picture).toBe(`[#${".".repeat(29)}[${".".repeat(31)}`);
});
