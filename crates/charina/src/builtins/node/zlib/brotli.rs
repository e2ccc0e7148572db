//! Brotli (RFC 7932), both ways, over the crate brotli.

use super::machine::{Codec, Failure};
use brotli::enc::StandardAlloc;
use brotli::enc::encode::{BrotliEncoderOperation, BrotliEncoderParameter, BrotliEncoderStateStruct};
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};

/// Parameters by number, and their values.
pub(super) type Params = Vec<(u32, u32)>;

const INITIALIZATION: Failure = Failure::new("Initialization failed", "ERR_ZLIB_INITIALIZATION_FAILED", 0);

type Encoder = BrotliEncoderStateStruct<StandardAlloc>;

pub(super) struct Compressor {
    encoder: Box<Encoder>,
    params: Params,
    dictionary: Vec<u8>,
}

fn new_encoder(params: &Params, dictionary: &[u8]) -> Result<Box<Encoder>, Failure> {
    use BrotliEncoderParameter as P;
    let mut encoder = Box::new(Encoder::new(StandardAlloc::default()));
    for (number, value) in params.iter().copied() {
        let parameter = match number {
            // The crate has modes of its own behind the three of the format.
            0 if value > 2 => continue,
            0 => P::BROTLI_PARAM_MODE,
            1 => P::BROTLI_PARAM_QUALITY,
            2 => P::BROTLI_PARAM_LGWIN,
            3 => P::BROTLI_PARAM_LGBLOCK,
            4 => P::BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING,
            5 => P::BROTLI_PARAM_SIZE_HINT,
            6 => P::BROTLI_PARAM_LARGE_WINDOW,
            // NPOSTFIX and NDIRECT: the crate chooses them.
            _ => continue,
        };
        if !encoder.set_parameter(parameter, value) {
            return Err(INITIALIZATION);
        }
    }
    if !dictionary.is_empty() {
        encoder.set_custom_dictionary(dictionary.len(), dictionary);
    }
    Ok(encoder)
}

impl Compressor {
    pub(super) fn new(params: Params, dictionary: Vec<u8>) -> Result<Self, Failure> {
        Ok(Self { encoder: new_encoder(&params, &dictionary)?, params, dictionary })
    }
}

impl Codec for Compressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        let operation = match flush {
            0 => BrotliEncoderOperation::BROTLI_OPERATION_PROCESS,
            1 => BrotliEncoderOperation::BROTLI_OPERATION_FLUSH,
            2 => BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
            _ => BrotliEncoderOperation::BROTLI_OPERATION_EMIT_METADATA,
        };
        let (mut left, mut room) = (input.len(), output.len());
        let (mut read, mut written) = (0, 0);
        let succeeded = self.encoder.compress_stream(
            operation,
            &mut left,
            input,
            &mut read,
            &mut room,
            output,
            &mut written,
            &mut None,
            &mut |_, _, _, _| (),
        );
        if succeeded {
            Ok((read, written))
        } else {
            Err(Failure::new("Compression failed", "ERR_BROTLI_COMPRESSION_FAILED", -1))
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.encoder = new_encoder(&self.params, &self.dictionary)?;
        Ok(())
    }
}

type Decoder = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

pub(super) struct Decompressor {
    decoder: Box<Decoder>,
    params: Params,
    dictionary: Vec<u8>,
}

fn new_decoder(params: &Params, dictionary: &[u8]) -> Result<Box<Decoder>, Failure> {
    let new = || StandardAlloc::default();
    let mut decoder = Box::new(Decoder::new_strict(new(), new(), new()));
    // The other parameter, DISABLE_RING_BUFFER_REALLOCATION, changes nothing that can be seen.
    decoder.large_window = params.iter().any(|(number, value)| *number == 1 && *value != 0);
    if !dictionary.is_empty() && !decoder.attach_dictionary(dictionary.to_vec().into()) {
        return Err(INITIALIZATION);
    }
    Ok(decoder)
}

impl Decompressor {
    pub(super) fn new(params: Params, dictionary: Vec<u8>) -> Result<Self, Failure> {
        Ok(Self { decoder: new_decoder(&params, &dictionary)?, params, dictionary })
    }

    /// `BROTLI_DECODER_ERROR_FORMAT_X` of the crate is `ERR__ERROR_FORMAT_X` in Node.
    fn failure(&self) -> Failure {
        let error = self.decoder.error_code;
        let name = format!("{error:?}");
        let code = format!("ERR_{}", name.strip_prefix("BROTLI_DECODER").unwrap_or(&name));
        Failure { message: "Decompression failed".into(), code: code.into(), errno: error as i32 }
    }
}

impl Codec for Decompressor {
    fn step(&mut self, input: &[u8], output: &mut [u8], flush: u8) -> Result<(usize, usize), Failure> {
        let (mut left, mut room) = (input.len(), output.len());
        let (mut read, mut written) = (0, 0);
        let result = BrotliDecompressStream(
            &mut left,
            &mut read,
            input,
            &mut room,
            &mut written,
            output,
            &mut 0,
            &mut self.decoder,
        );
        const FINISH: u8 = 2;
        match result {
            BrotliResult::ResultFailure => Err(self.failure()),
            BrotliResult::NeedsMoreInput if flush == FINISH => Err(Failure::truncated()),
            _ => Ok((read, written)),
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.decoder = new_decoder(&self.params, &self.dictionary)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtins::node::zlib::machine::{End, Machine};

    fn whole(codec: impl Codec + 'static, input: &[u8]) -> (Vec<u8>, End) {
        const FINISH: u8 = 2;
        let mut machine = Machine::new(Box::new(codec), 1);
        machine.feed(input.to_vec(), FINISH);
        let (_, output, end) = machine.run_whole(1 << 20);
        (output, end)
    }

    #[test]
    fn dictionaries_and_qualities_come_back() {
        let text = b"the same words, the same words, the other words ".repeat(9);
        for quality in [0, 1, 5, 11] {
            for dictionary in [&b""[..], b"these are the other words, the same words and more"] {
                let params = vec![(1, quality)];
                let (packed, end) = whole(Compressor::new(params, dictionary.to_vec()).unwrap(), &text);
                assert_eq!(end, End::Done);
                let (output, end) = whole(Decompressor::new(Vec::new(), dictionary.to_vec()).unwrap(), &packed);
                assert_eq!((output, end), (text.clone(), End::Done), "{quality}");
                let (_, end) = whole(Decompressor::new(Vec::new(), dictionary.to_vec()).unwrap(), &packed[..5]);
                assert_eq!(end, End::Failed(Failure::truncated()));
            }
        }
    }

    #[test]
    fn codes_are_nodes() {
        let (_, end) = whole(Decompressor::new(Vec::new(), Vec::new()).unwrap(), b"abcdefgh");
        let failure = Failure::new("Decompression failed", "ERR__ERROR_FORMAT_PADDING_1", -14);
        assert_eq!(end, End::Failed(failure));
        let flag_of_42 = vec![(4, 42)];
        assert!(Compressor::new(flag_of_42, Vec::new()).is_err());
    }
}
