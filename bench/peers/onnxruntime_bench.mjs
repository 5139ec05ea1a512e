// SPDX-License-Identifier: MIT
// Times onnxruntime on the models that `torch_bench.py --export FOLDER` has written, under the names of strata_bench.
//
//     node onnxruntime_bench.mjs --modules FOLDER --models FOLDER [--filter TEXT] [--threads N] [--seconds S]
//
// --modules is the folder that has node_modules/onnxruntime-node in it. The session is called through the package's
// native binding, without the promise and the event loop that its public run() adds (about 10 microseconds a call), and
// writes to an array that is there already: what is timed is the runtime.
import {createRequire} from 'node:module';
import {readdirSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';

const {values: options} = parseArgs({options: {
    modules: {type: 'string', default: '.'},
    models: {type: 'string', default: '.'},
    filter: {type: 'string', default: ''},
    threads: {type: 'string', default: '1'},
    seconds: {type: 'string', default: '0.5'},
    list: {type: 'boolean', default: false},
    ask: {type: 'boolean', default: false},
}});

const require = createRequire(join(resolve(options.modules), 'node_modules', 'x.js'));
const {Tensor} = require('onnxruntime-node');
const {binding, initOrt} = require('onnxruntime-node/dist/binding.js');

function runOf(file) {
    initOrt();
    const session = new binding.InferenceSession();
    session.loadModel(file, {
        intraOpNumThreads: Number(options.threads), interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
    });
    const filled = ({shape}) => {
        const numbers = new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => 2 * Math.random() - 1);
        return new Tensor('float32', numbers, shape);
    };
    const feeds = {x: filled(session.inputMetadata[0])}, fetches = {y: filled(session.outputMetadata[0])};
    return () => session.run(feeds, fetches, {});
}

// As bench/timing.hpp does it: warming up for a fifth of the time, then at least five runs.
function medianSeconds(run, seconds) {
    const timed = () => {
        const began = performance.now();
        run();
        return (performance.now() - began) / 1e3;
    };
    for (let spent = 0; spent < seconds / 5;) spent += timed();
    const times = [];
    for (let spent = 0; spent < seconds || times.length < 5;) {
        times.push(timed());
        spent += times.at(-1);
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

const models = readdirSync(options.models).filter(f => f.endsWith('.onnx')).map(f => ({
    file: join(resolve(options.models), f), name: f.slice(0, -'.onnx'.length).replaceAll('_', '/'),
}));
const wanted = models.filter(m => m.name.includes(options.filter));
if (wanted.length === 0) {
    console.error(`onnxruntime_bench.mjs: no model in ${options.models} has in its name ${options.filter}`);
    process.exit(1);
}
const report = (name, run) => console.log(`${name}\t${medianSeconds(run, Number(options.seconds))}`);
if (options.ask) {
    // gets ready what a line names, and measures it once for each line "measure" after that
    let name, run;
    for await (const line of createInterface({input: process.stdin})) {
        if (line === 'measure') {
            report(name, run);
        } else {
            name = line;
            run = runOf(models.find(m => m.name === name).file);
            console.log('ready');
        }
    }
} else {
    for (const {file, name} of wanted) {
        if (options.list) console.log(name);
        else report(name, runOf(file));
    }
}
