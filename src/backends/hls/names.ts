import { toName } from "../../ir/index.js";

/** Words that C++, its standard headers or the HLS tools have taken: keywords, macros, and types that end in `_t`. */
const taken = new Set(
  [
    "alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class co_await",
    "co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do",
    "double dynamic_cast else enum explicit export extern false final float for friend goto half if import inline int long",
    "module mutable namespace new noexcept not not_eq nullptr operator or or_eq override private protected public register",
    "reinterpret_cast requires restrict return short signed sizeof static static_assert static_cast struct switch template",
    "this thread_local throw true try typedef typeid typename typeof union unsigned using virtual void volatile wchar_t",
    "while xor xor_eq",
    "assert complex errno imaginary linux main offsetof setjmp stderr stdin stdout unix va_arg va_copy va_end va_start",
    "hls std trigforge ap_fixed ap_ufixed ap_int ap_uint ap_fixed_base ap_int_base ap_private ports windows packet position",
    "blkcnt_t blksize_t cc_t clock_t clockid_t cnd_t cookie_io_functions_t daddr_t dev_t div_t double_t fenv_t fexcept_t",
    "float_t fpos_t fsblkcnt_t fsfilcnt_t fsid_t gid_t greg_t gregset_t id_t idtype_t imaxdiv_t ino_t int8_t int16_t int32_t",
    "int64_t int_fast8_t int_fast16_t int_fast32_t int_fast64_t int_least8_t int_least16_t int_least32_t int_least64_t",
    "intmax_t intptr_t key_t ldiv_t lldiv_t locale_t loff_t max_align_t mbstate_t mode_t mtx_t nlink_t nullptr_t off_t",
    "once_flag_t pid_t pthread_t ptrdiff_t quad_t regex_t register_t regmatch_t rsize_t sig_atomic_t sigset_t size_t",
    "socklen_t speed_t ssize_t stack_t suseconds_t tcflag_t thrd_t time_t timer_t tss_t u_int8_t u_int16_t u_int32_t",
    "u_int64_t u_quad_t ucontext_t uid_t uint8_t uint16_t uint32_t uint64_t uint_fast8_t uint_fast16_t uint_fast32_t",
    "uint_fast64_t uint_least8_t uint_least16_t uint_least32_t uint_least64_t uintmax_t uintptr_t useconds_t va_list_t",
    "wctrans_t wctype_t wint_t",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Any text as a C++ identifier that no header has taken: see {@link toName}, then without double or leading underscores,
 * which belong to the compiler, and never in capitals only, which belong to macros.
 */
export function toIdentifier(text: string): string {
  const name = toName(text).replace(/_+/g, "_").replace(/^_|_$/g, "");
  const begun = /^[A-Za-z]/.test(name) ? name : `v${name === "" ? "" : "_"}${name}`;
  const safe = begun.length > 1 && !/[a-z]/.test(begun) ? `${begun}_value` : begun;
  return taken.has(safe) || taken.has(`${safe}_t`) ? `${safe}_value` : safe;
}

/** Any text as the text of a one-line comment: printable, no end of comment, no line continuation. */
export function toComment(text: string): string {
  return text
    .replace(/[^\w .,:;()[\]<>+*^=/%@!-]/g, "_")
    .replace(/\/\*|\*\//g, "__")
    .slice(0, 200);
}

/** Hands out identifiers, each once; two never differ in case alone, because some become file names. */
export class NamePool {
  private readonly used = new Set<string>();

  /**
   * An identifier made of `base`, with `_2`, `_3` … behind it when it is taken.
   *
   * @param derived the further identifiers that will be made of it, which must be free too
   */
  take(base: string, derived: (name: string) => readonly string[] = () => []): string {
    const first = toIdentifier(base);
    for (let count = 1; ; count++) {
      const name = count === 1 ? first : `${first}_${count}`;
      const all = [name, ...derived(name)];
      if (all.some((word) => this.used.has(word.toLowerCase()) || taken.has(word))) continue;
      for (const word of all) this.used.add(word.toLowerCase());
      return name;
    }
  }
}
