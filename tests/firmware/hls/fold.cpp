// Prints the order of sums: indices of fold_order, and trees and running sums over letters.
#include "../../../firmware/hls/fold.h"
#include <iostream>
#include <string>

struct word {
    std::string text;
};
word operator+(const word &a, const word &b) { return {"(" + a.text + b.text + ")"}; }

template <unsigned count, unsigned stride> struct order {
    static void print() {
        order<count, stride - 1>::print();
        std::cout << "order " << count << " " << stride;
        for (unsigned position = 0; position < count; position++) {
            std::cout << " " << trigforge::fold_order<count, stride>::term(position);
        }
        std::cout << "\n";
    }
};
template <unsigned count> struct order<count, 0> {
    static void print() {}
};

template <unsigned count> struct sums {
    static void print() {
        sums<count - 1>::print();
        word terms[count];
        for (unsigned index = 0; index < count; index++) terms[index].text = std::string(1, char('a' + index));
        const word start = {"0"};
        order<count, 12>::print();
        std::cout << "tree " << count << " " << trigforge::tree<trigforge::plus, count>::of(terms).text << "\n";
        std::cout << "running " << count << " " << trigforge::running_sum<count, false>::of(start, terms).text << "\n";
        std::cout << "balanced " << count << " " << trigforge::running_sum<count, true>::of(start, terms).text << "\n";
    }
};
template <> struct sums<0> {
    static void print() {}
};

int main() { sums<12>::print(); }
