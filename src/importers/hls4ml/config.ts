import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import { type Entity, memberOf, type Scope } from "./cpp/scope.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import { constantValue, resolveFormat, type Variable } from "./names.js";
import { listOf } from "./weights.js";

/** A layer's configuration struct: its members by name, with the meaning that each use needs. */
export class LayerConfig {
  /** @throws TrigforgeError TF-HLS4ML-005 when the name is not a struct's */
  static find(name: readonly string[], scope: Scope, place: Place): LayerConfig {
    const entity = scope.find(name);
    if (entity?.kind === "struct") return new LayerConfig(name.join("::"), entity, place);
    return fail("TF-HLS4ML-005", {
      where: printPlace(place),
      what: `the configuration ${name.join("::")} is not defined`,
      expected: `struct ${name.at(-1)} in parameters.h`,
    });
  }

  private constructor(
    readonly name: string,
    private readonly struct: Extract<Entity, { kind: "struct" }>,
    private readonly place: Place,
  ) {}

  /** Where the struct is defined. */
  get definedAt(): Place {
    return this.struct;
  }

  has(member: string): boolean {
    return this.member(member) !== undefined;
  }

  /** A whole number from 0. @param absent its value where the struct has no such member */
  count(member: string, absent?: number): number {
    const value = this.real(member, absent);
    if (Number.isInteger(value) && value >= 0) return value;
    return this.bad(member, `is ${value}`, "a whole number from 0");
  }

  /** A number. @param absent its value where the struct has no such member */
  real(member: string, absent?: number): number {
    const entity = this.member(member);
    if (entity === undefined && absent !== undefined) return absent;
    const value = entity?.kind === "variable" ? constantValue(entity) : this.bad(member, "is missing");
    return value.kind === "symbol" ? this.bad(member, `is ${value.name}`, "a number") : value.value;
  }

  /** The last part of an enumerator's name, such as `resource`. */
  symbol(member: string, absent?: string): string {
    const entity = this.member(member);
    if (entity === undefined && absent !== undefined) return absent;
    const value = entity?.kind === "variable" ? constantValue(entity) : this.bad(member, "is missing");
    return value.kind === "symbol" ? value.name : this.bad(member, `is ${value.value}`, "an enumerator of nnet");
  }

  /** The format of a member typedef. */
  format(member: string): FixedFormat {
    const entity = this.member(member);
    if (entity?.kind !== "type") return this.bad(member, "is missing", "a typedef");
    return resolveFormat(entity.tokens, entity.scope, entity);
  }

  /** The configuration that a member typedef names: `typedef config2_mult mult_config`. */
  inner(member: string): LayerConfig {
    const entity = this.member(member);
    if (entity?.kind !== "type") return this.bad(member, "is missing", "a typedef of a configuration");
    const name = entity.tokens.filter((token: Token) => token.kind === "name").map((token) => token.text);
    return LayerConfig.find(name, entity.scope, this.place);
  }

  /** The numbers of an array that a pointer member names: `const unsigned* const config3::perm = config3_perm`. */
  numbers(member: string, length: number): number[] {
    const entity = this.member(member);
    if (entity?.kind !== "variable" || entity.initialiser === null) return this.bad(member, "has no value");
    const name = entity.initialiser.filter((token) => token.kind === "name").map((token) => token.text);
    const array = name.length === 0 ? entity : entity.scope.find(name);
    const list =
      array?.kind === "variable" && array.initialiser !== null ? listOf(array.initialiser, array.scope) : null;
    return list?.length === length ? list : this.bad(member, "is no array of the right length", `${length} numbers`);
  }

  /** The name that a member template stands for, as written: `nnet::product::mult`. */
  template(member: string, absent: string): string {
    const entity = this.member(member);
    if (entity === undefined) return absent;
    if (entity.kind !== "type") return this.bad(member, "is no template alias");
    const end = entity.tokens.findIndex((token: Token) => token.text === "<");
    return entity.tokens
      .slice(0, end < 0 ? undefined : end)
      .map((token) => token.text)
      .join("");
  }

  /** The function that a member names: `constexpr static auto dense_da = nnet::dense_da_3<input_t, layer3_t>`. */
  function(member: string): string {
    const entity = this.member(member);
    const tokens = entity?.kind === "variable" ? (entity.initialiser ?? []) : [];
    const end = tokens.findIndex((token) => token.text === "<");
    const name = tokens.at(end < 0 ? -1 : end - 1);
    return name?.kind === "name" ? name.text : this.bad(member, "names no function");
  }

  /** A constant member with its declared format and value: the slope of a hard sigmoid. */
  constant(member: string): { format: FixedFormat; value: number } {
    const entity = this.member(member);
    const variable: Variable = entity?.kind === "variable" ? entity : this.bad(member, "is missing");
    return { format: resolveFormat(variable.type, variable.scope, variable), value: this.real(member) };
  }

  /** @throws TrigforgeError TF-HLS4ML-011 */
  bad(member: string, what: string, expected?: string): never {
    return fail("TF-HLS4ML-011", {
      where: `${printPlace(this.place)}: ${this.name} (${printPlace(this.struct)})`,
      what: `${member} ${what}`,
      ...(expected === undefined ? {} : { expected }),
    });
  }

  private member(name: string): Entity | undefined {
    return memberOf(this.struct, [name]);
  }
}
