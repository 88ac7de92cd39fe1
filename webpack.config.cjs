/** Rules for JupyterLab's builder beyond its own. */
module.exports = {
  module: {
    rules: [
      {
        // As a data: URL, a worker made of it has an opaque origin; the relay becomes the text of a frame.
        test: /(sandbox|relay)\.bundle\.js$/,
        type: 'asset/inline',
        generator: { dataUrl: { encoding: 'base64', mimetype: 'text/javascript' } }
      },
      {
        test: /(language|matrix|threads)\.bundle\.js$|declarations\.json$|bridge\.py$/,
        type: 'asset/resource',
        generator: { filename: '[name].[contenthash][ext]' }
      },
      {
        test: /\.wasm$/,
        type: 'asset/resource',
        generator: { filename: '[name].[contenthash][ext]' }
      }
    ]
  }
};
