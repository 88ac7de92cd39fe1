// The numbers of a dispatch.

struct Parameters { words: array<vec4<u32>, 16> }
@group(0) @binding(0) var<uniform> parameters: Parameters;

fn p(i: u32) -> u32 { return parameters.words[i >> 2u][i & 3u]; }
