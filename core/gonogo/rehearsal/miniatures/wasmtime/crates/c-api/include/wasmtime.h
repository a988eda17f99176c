/* The engine from C. */
#ifndef WASMTIME_H
#define WASMTIME_H

#define WASMTIME_VERSION "48.0.0"
#define WASMTIME_VERSION_MAJOR 48
#define WASMTIME_VERSION_MINOR 0
#define WASMTIME_VERSION_PATCH 0

void engine_new(void);

#endif
