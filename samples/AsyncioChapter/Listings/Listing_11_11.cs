using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using AsyncRace.Threading;

namespace AsyncioChapter.Listings;

/// <summary>A file comes in pieces. Whoever wants its contents waits for an event that is set when it is complete.</summary>
public sealed class Listing_11_11 : Listing
{
    /// <inheritdoc />
    public override string Number => "11.11";

    /// <inheritdoc />
    public override string Title => "A file upload API";

    /// <inheritdoc />
    public override async Task RunAsync(TextWriter output)
    {
        var pipe = new Pipe();
        var upload = new FileUpload(pipe.Reader.AsStream());
        upload.ListenForUploads();
        Task dumping = DumpAsync(upload, output);
        foreach (string piece in (string[])["a file ", "in three ", "pieces"])
        {
            output.WriteLine($"sending '{piece}'");
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(piece));
            await SleepAsync(1);
        }

        output.WriteLine("end of the file");
        await pipe.Writer.CompleteAsync();
        await dumping;
    }

    private static async Task DumpAsync(FileUpload upload, TextWriter output) =>
        output.WriteLine($"uploaded: '{Encoding.UTF8.GetString(await upload.GetContentsAsync())}'");

    /// <summary>Takes in what comes through a stream, and has it when it is complete.</summary>
    /// <param name="stream">The stream; closed at its end.</param>
    public sealed class FileUpload(Stream stream)
    {
        private readonly AsyncManualResetEvent _finished = new();
        private readonly ArrayBufferWriter<byte> _buffer = new();
        private Task _upload = Task.CompletedTask;

        /// <summary>Begins to take it in.</summary>
        public void ListenForUploads() => _upload = AcceptUploadAsync();

        /// <summary>Waits until the file is complete, and returns it. Any number of callers may wait.</summary>
        /// <exception cref="IOException">The sender broke off.</exception>
        public async Task<byte[]> GetContentsAsync()
        {
            await _finished.WaitAsync();
            await _upload;
            return _buffer.WrittenSpan.ToArray();
        }

        private async Task AcceptUploadAsync()
        {
            try
            {
                await using (stream)
                {
                    byte[] piece = new byte[1024];
                    while (await stream.ReadAsync(piece) is var count and > 0)
                        _buffer.Write(piece.AsSpan(0, count));
                }
            }
            finally
            {
                // Also if it failed: those who wait are to hear of it.
                _finished.Set();
            }
        }
    }
}
