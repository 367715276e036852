import type { Place, Token } from "./token.js";

/** What a name of a scope stands for. Types and values stay tokens until something asks for them. */
export type Entity =
  | (Place & { readonly kind: "type"; readonly tokens: readonly Token[]; readonly scope: Scope })
  | (Place & { readonly kind: "variable"; readonly type: readonly Token[]; readonly scope: Scope } & VariableParts)
  | (Place & { readonly kind: "struct"; readonly members: Scope; readonly bases: readonly (readonly Token[])[] })
  | (Place & FunctionEntity);

/** Extents and initialiser of a variable. */
export interface VariableParts {
  /** One list of tokens an axis; none for a scalar. */
  readonly extents: readonly (readonly Token[])[];
  /** What follows `=`, or the braces themselves; null for a declaration alone. */
  readonly initialiser: readonly Token[] | null;
}

/** A function with its body, outside nnet_utils: a candidate for the top. */
export interface FunctionEntity {
  readonly kind: "function";
  readonly name: string;
  readonly parameters: readonly Token[];
  readonly body: readonly Token[];
  readonly scope: Scope;
}

/** A namespace, a struct's members, or the global scope. */
export class Scope {
  readonly members = new Map<string, Entity>();
  readonly namespaces = new Map<string, Scope>();
  /** Namespaces opened by `using namespace`. */
  readonly used: (readonly string[])[] = [];
  readonly functions: (Place & FunctionEntity)[] = [];

  constructor(
    readonly name: string,
    readonly parent: Scope | null,
  ) {}

  /** The namespace of a name, created at its first mention. */
  namespace(name: string): Scope {
    const known = this.namespaces.get(name);
    if (known !== undefined) return known;
    const created = new Scope(name, this);
    this.namespaces.set(name, created);
    return created;
  }

  /** What a qualified name means from here: outward through the enclosing scopes, then what they use. */
  find(name: readonly string[]): Entity | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const found = scope.within(name) ?? scope.throughUsed(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What a qualified name means in this very scope. */
  within(name: readonly string[]): Entity | undefined {
    const [first, ...rest] = name;
    if (rest.length === 0) return this.members.get(first!);
    const space = this.namespaces.get(first!);
    if (space !== undefined) return space.within(rest);
    const entity = this.members.get(first!);
    return entity?.kind === "struct" ? memberOf(entity, rest) : undefined;
  }

  private throughUsed(name: readonly string[]): Entity | undefined {
    for (const used of this.used) {
      let space: Scope | undefined = this.root;
      for (const part of used) space = space?.namespaces.get(part);
      const found = space === this ? undefined : space?.within(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  get root(): Scope {
    let scope: Scope = this;
    while (scope.parent !== null) scope = scope.parent;
    return scope;
  }
}

/** A member of a struct, its own or of a base that the project defines. */
export function memberOf(struct: Entity & { kind: "struct" }, name: readonly string[], depth = 0): Entity | undefined {
  const own = struct.members.within(name);
  if (own !== undefined || depth > 16) return own;
  for (const base of struct.bases) {
    const path = base.filter((token) => token.kind === "name").map((token) => token.text);
    const entity = struct.members.parent?.find(path);
    const inherited = entity?.kind === "struct" ? memberOf(entity, name, depth + 1) : undefined;
    if (inherited !== undefined) return inherited;
  }
  return undefined;
}
