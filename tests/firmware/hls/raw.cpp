// Reads "width signed decimal" and prints the words of the number and its decimal, or "no".
#include "../../../firmware/hls/testbench/raw.h"
#include <iostream>

template <class number_t> void check(const std::string &text) {
    number_t number;
    if (!testbench::from_decimal(text, number)) {
        std::cout << "no\n";
        return;
    }
    for (const testbench::word_t word : testbench::to_words(number)) std::cout << word << " ";
    std::cout << testbench::to_decimal(number) << "\n";
}

template <int width> void either(bool is_signed, const std::string &text) {
    if (is_signed) check<ap_fixed<width, width / 2> >(text);
    else check<ap_ufixed<width, width / 2> >(text);
}

int main() {
    int width;
    bool is_signed;
    std::string text;
    while (std::cin >> width >> is_signed >> text) {
        if (width == 1) either<1>(is_signed, text);
        if (width == 17) either<17>(is_signed, text);
        if (width == 64) either<64>(is_signed, text);
        if (width == 65) either<65>(is_signed, text);
        if (width == 200) either<200>(is_signed, text);
    }
}
