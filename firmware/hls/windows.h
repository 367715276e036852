#ifndef TRIGFORGE_WINDOWS_H
#define TRIGFORGE_WINDOWS_H

#include "stream.h"

// Windows over an image that arrives pixel by pixel, rows first. Lines keep the pixels that later windows need. Zeros
// surround the image as far as windows reach beyond it: together they are the grid, and each turn takes one position of
// it.
//
// parameters, for rows and columns alike:
//             rows, before_rows, grid_rows     extent of the image, zeros before it, extent of the grid
//             window_rows, row_dilation        pixels of a window, and the distance between them
//             first_row, row_stride, row_count where on the grid the first window ends, the distance to the next, and
//                                              how many there are
//             channels, x_type                 elements of a pixel, and their type

namespace trigforge {

// Counts the windows along one axis.
template <unsigned first, unsigned stride, unsigned count> struct window_counter {
    unsigned wait;
    unsigned left;

    void restart() {
        wait = first;
        left = count;
    }
    bool ends_here() const { return wait == 0 && left != 0; }
    void step() {
        if (wait != 0) {
            wait--;
        } else {
            wait = stride - 1;
            if (left != 0) left--;
        }
    }
};

template <class parameters> class windows {
    typedef typename parameters::x_type value_t;
    static const unsigned channels = parameters::channels;
    static const unsigned rows_kept = (parameters::window_rows - 1) * parameters::row_dilation + 1;
    static const unsigned columns_kept = (parameters::window_columns - 1) * parameters::column_dilation + 1;

    value_t lines[rows_kept][parameters::grid_columns][channels]; // of the rows above; the last is not used
    value_t recent[rows_kept][columns_kept][channels];            // the pixels around the position
    unsigned row, column;
    unsigned made;
    window_counter<parameters::first_row, parameters::row_stride, parameters::row_count> row_windows;
    window_counter<parameters::first_column, parameters::column_stride, parameters::column_count> column_windows;

    static bool in_image(unsigned row, unsigned column) {
        // Positions before the image wrap around to large numbers.
        return row - parameters::before_rows < parameters::rows &&
               column - parameters::before_columns < parameters::columns;
    }

    // Moves the recent pixels one column on, and the lines one row up in this column.
    void shift(const value_t pixel[channels]) {
#pragma HLS INLINE
        for (unsigned c = 0; c < channels; c++) {
#pragma HLS UNROLL
            for (unsigned r = 0; r < rows_kept; r++) {
#pragma HLS UNROLL
                for (unsigned k = 0; k + 1 < columns_kept; k++) {
#pragma HLS UNROLL
                    recent[r][k][c] = recent[r][k + 1][c];
                }
                recent[r][columns_kept - 1][c] = r + 1 < rows_kept ? lines[r][column][c] : pixel[c];
            }
            for (unsigned r = 0; r + 1 < rows_kept; r++) {
#pragma HLS UNROLL
                lines[r][column][c] = recent[r + 1][columns_kept - 1][c];
            }
        }
    }

    void advance() {
#pragma HLS INLINE
        if (column + 1 == parameters::grid_columns) {
            column = 0;
            row++;
            row_windows.step();
            column_windows.restart();
        } else {
            column++;
            column_windows.step();
        }
    }

  public:
    // Turns that take the whole image and give every window.
    static const unsigned positions = parameters::grid_rows * parameters::grid_columns;

    windows() : row(0), column(0), made(0) {
#pragma HLS ARRAY_PARTITION variable=lines complete dim=1
#pragma HLS ARRAY_PARTITION variable=lines complete dim=3
#pragma HLS ARRAY_PARTITION variable=recent complete dim=0
        row_windows.restart();
        column_windows.restart();
    }

    // Takes the pixel at the next position, if it lies in the image. Returns whether a window ends there, and the
    // window as [window_rows, window_columns, channels].
    bool next(hls::stream<packet<value_t, channels> > &image,
              value_t window[parameters::window_rows * parameters::window_columns * channels]) {
#pragma HLS INLINE
        value_t pixel[channels];
#pragma HLS ARRAY_PARTITION variable=pixel complete
        for (unsigned c = 0; c < channels; c++) {
#pragma HLS UNROLL
            pixel[c] = 0;
        }
        if (in_image(row, column)) read(image, pixel);
        shift(pixel);
        for (unsigned r = 0; r < parameters::window_rows; r++) {
#pragma HLS UNROLL
            for (unsigned k = 0; k < parameters::window_columns; k++) {
#pragma HLS UNROLL
                for (unsigned c = 0; c < channels; c++) {
#pragma HLS UNROLL
                    window[(r * parameters::window_columns + k) * channels + c] =
                        recent[r * parameters::row_dilation][k * parameters::column_dilation][c];
                }
            }
        }
        const bool complete = row_windows.ends_here() && column_windows.ends_here();
        if (complete) made++;
        advance();
        return complete;
    }

    // Which window was the last.
    unsigned packet_index() const { return made - 1; }
};

} // namespace trigforge

#endif
