#ifndef TRIGFORGE_TESTBENCH_RAW_H
#define TRIGFORGE_TESTBENCH_RAW_H

#include "ap_fixed.h"
#include "ap_int.h"
#include <algorithm>
#include <string>
#include <vector>

// Raw integers of arbitrary-precision numbers, as words and as decimal text. For testbenches; not synthesised.

namespace testbench {

typedef unsigned long long word_t;

template <class number_t> unsigned word_count() { return (number_t::width + 63) / 64; }

// Whether a type is signed: whether its highest bit makes it negative.
template <class number_t> bool is_signed() {
    number_t number = 0;
    number.range(number_t::width - 1, number_t::width - 1) = 1;
    return number < 0;
}

// The raw integer as 64-bit words, the lowest first, sign-extended.
template <class number_t> std::vector<word_t> to_words(const number_t &number) {
    const int width = number_t::width;
    std::vector<word_t> words;
    for (int low = 0; low < width; low += 64) {
        const ap_uint<64> word = number.range(std::min(low + 63, width - 1), low);
        words.push_back(word.to_uint64());
    }
    const int used = (width - 1) % 64 + 1;
    if (used < 64 && is_signed<number_t>() && (words.back() >> (used - 1) & 1)) words.back() |= ~word_t(0) << used;
    return words;
}

// The number whose raw integer has the given words; higher bits are dropped.
template <class number_t> number_t from_words(const word_t words[]) {
    const int width = number_t::width;
    number_t number;
    for (int low = 0; low < width; low += 64) {
        number.range(std::min(low + 63, width - 1), low) = ap_uint<64>(words[low / 64]);
    }
    return number;
}

// The raw integer in decimal.
template <class number_t> std::string to_decimal(const number_t &number) {
    std::vector<word_t> words = to_words(number);
    const bool negative = is_signed<number_t>() && words.back() >> 63;
    if (negative) {
        word_t carry = 1;
        for (word_t &word : words) {
            word = ~word + carry;
            carry = carry && word == 0;
        }
    }
    std::string digits;
    while (std::any_of(words.begin(), words.end(), [](word_t word) { return word != 0; })) {
        word_t remainder = 0;
        for (size_t index = 2 * words.size(); index-- > 0;) { // halves of words, the highest first
            const unsigned shift = index % 2 * 32;
            word_t &word = words[index / 2];
            const word_t part = remainder << 32 | (word >> shift & 0xffffffff);
            word = (word & ~(word_t(0xffffffff) << shift)) | part / 10 << shift;
            remainder = part % 10;
        }
        digits.push_back(char('0' + remainder));
    }
    if (digits.empty()) digits = "0";
    if (negative) digits.push_back('-');
    std::reverse(digits.begin(), digits.end());
    return digits;
}

// Reads a raw integer in decimal. False when the text is no integer or does not fit the type.
template <class number_t> bool from_decimal(const std::string &text, number_t &number) {
    const bool negative = !text.empty() && text[0] == '-';
    if (text.size() == negative || text.find_first_not_of("0123456789", negative) != std::string::npos) return false;
    std::vector<word_t> words(word_count<number_t>(), 0);
    for (size_t position = negative; position < text.size(); position++) {
        word_t carry = text[position] - '0';
        for (word_t &word : words) {
            const word_t low = (word & 0xffffffff) * 10 + carry;
            const word_t high = (word >> 32) * 10 + (low >> 32);
            word = high << 32 | (low & 0xffffffff);
            carry = high >> 32;
        }
    }
    if (negative) {
        word_t carry = 1;
        for (word_t &word : words) {
            word = ~word + carry;
            carry = carry && word == 0;
        }
    }
    number = from_words<number_t>(words.data());
    return to_decimal(number) == text;
}

} // namespace testbench

#endif
