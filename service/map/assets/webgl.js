// Marks and lines with WebGL 2. The places stay on the graphics card; a frame sends only a few numbers.

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

const MARK_VERTEX = `#version 300 es
in vec2 before; in vec2 after; in vec4 rgba; in float radius; in float shape;
uniform vec2 middle; uniform vec2 scale; uniform vec2 shift; uniform float t; uniform float size;
out vec4 tint; flat out float kind; flat out float width;
void main() {
  gl_Position = vec4((mix(before, after, t) - middle) * scale + shift, 0.0, 1.0);
  width = max(radius * size * (shape > 0.5 ? 2.5 : 2.0), 1.0) + 1.0;
  gl_PointSize = width;
  tint = rgba;
  kind = shape;
}`;

const MARK_FRAGMENT = `#version 300 es
precision mediump float;
in vec4 tint; flat in float kind; flat in float width;
out vec4 colour;
void main() {
  vec2 at = abs(gl_PointCoord * 2.0 - 1.0);
  float edge = kind > 0.5 ? at.x + at.y : length(at);
  float alpha = tint.a * clamp((1.0 - edge) * width * 0.5 + 0.3, 0.0, 1.0);
  colour = vec4(tint.rgb * alpha, alpha);
}`;

const LINE_VERTEX = `#version 300 es
in vec2 before; in vec2 after;
uniform vec2 middle; uniform vec2 scale; uniform vec2 shift; uniform float t;
void main() { gl_Position = vec4((mix(before, after, t) - middle) * scale + shift, 0.0, 1.0); }`;

const LINE_FRAGMENT = `#version 300 es
precision mediump float;
uniform vec4 tint;
out vec4 colour;
void main() { colour = vec4(tint.rgb * tint.a, tint.a); }`;

/** Return a WebGL 2 renderer; null without WebGL 2 or, unless `forced`, without a graphics card. */
export function webgl(canvas, allMarks, forced) {
  if (!forced && !hasCard()) return null;
  const gl = canvas.getContext("webgl2", { antialias: true });
  if (!gl) return null;
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const marksProgram = program(gl, MARK_VERTEX, MARK_FRAGMENT);
  const linesProgram = program(gl, LINE_VERTEX, LINE_FRAGMENT);
  const { before, after, shape } = allMarks;
  const marksArray = arrays(gl, marksProgram, { before: [before, 2], after: [after, 2], shape: [shape, 1], rgba: [allMarks.rgba, 4], radius: [allMarks.radius, 1] });
  const linesArray = arrays(gl, linesProgram, { before: [allMarks.lines.before, 2], after: [allMarks.lines.after, 2] });

  function use(chosen, { view, t }) {
    const [left, top] = view.middle();
    gl.useProgram(chosen.program);
    gl.uniform2f(chosen.at.middle, view.x, view.y);
    gl.uniform2f(chosen.at.scale, (2 * view.scale) / view.width, (2 * view.scale) / view.height);
    gl.uniform2f(chosen.at.shift, (2 * left) / view.width - 1, 1 - (2 * top) / view.height);
    gl.uniform1f(chosen.at.t, t);
  }

  return {
    name: "webgl",
    dress() {
      fill(gl, marksArray.buffers.rgba, allMarks.rgba);
      fill(gl, marksArray.buffers.radius, allMarks.radius);
    },
    draw(frame) {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      if (frame.lines) {
        use(linesProgram, frame);
        gl.uniform4f(linesProgram.at.tint, ...frame.lines.rgb, frame.lines.alpha);
        gl.bindVertexArray(linesArray.array);
        gl.drawArrays(gl.LINES, 0, 2 * allMarks.lines.size);
      }
      use(marksProgram, frame);
      gl.uniform1f(marksProgram.at.size, frame.view.markScale * frame.ratio);
      gl.bindVertexArray(marksArray.array);
      gl.drawArrays(gl.POINTS, 0, allMarks.size);
    },
  };
}

/** Return whether WebGL runs on a graphics card; WebGL in software is slow. */
function hasCard() {
  // Use another canvas: a canvas with a WebGL context cannot have a 2D context.
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const parameter = gl.getExtension("WEBGL_debug_renderer_info")?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER;
  const software = SOFTWARE.test(gl.getParameter(parameter));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !software;
}

function program(gl, vertex, fragment) {
  const linked = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(linked, shader);
  }
  gl.linkProgram(linked);
  if (!gl.getProgramParameter(linked, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(linked));
  const names = ["middle", "scale", "shift", "t", "size", "tint"];
  return { program: linked, at: Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(linked, name)])) };
}

function arrays(gl, { program: linked }, columns) {
  const array = gl.createVertexArray();
  const buffers = {};
  gl.bindVertexArray(array);
  for (const [name, [values, width]] of Object.entries(columns)) {
    const place = gl.getAttribLocation(linked, name);
    buffers[name] = gl.createBuffer();
    fill(gl, buffers[name], values);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, width, gl.FLOAT, false, 0, 0);
  }
  return { array, buffers };
}

function fill(gl, buffer, values) {
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
}
