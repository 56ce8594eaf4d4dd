using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace CloudBuffer.Tests.Storage;

/// <summary>A file much larger than the memory that may be used for it.</summary>
[Trait("Category", "Slow")]
public sealed class LargeFileTests
{
    const long Size = 3L << 30;
    const long MostMemory = 250_000_000;

    [Theory(Timeout = 280_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_of_3_GB_is_transferred_in_less_than_250_MB_of_memory(bool multipart)
    {
        await using var app = await new AppProcess().StartAsync();
        using var user = new Visitor(app.Address);
        await user.RegisterAsync();
        using var content = new Pattern(Size);
        HttpContent body = new StreamContent(content, 1 << 20);
        if (multipart)
            body = new MultipartFormDataContent { { body, "file", "large.bin" } };
        using var response = multipart
            ? await user.SendAsync(HttpMethod.Post, "/file/load", body, ("Accept", "application/json"))
            : await user.SendAsync(HttpMethod.Put, "/file/load/large.bin", body, ("Accept", "application/json"));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var file = (await response.Content.ReadFromJsonAsync<UploadedFile>(JsonSerializerOptions.Web, TestContext.Current.CancellationToken))!;
        Assert.Equal(Size, file.Size);
        Assert.Equal(content.Sha256, file.Sha256);

        using var download = await user.GetAsync(file.Path);
        await using var stream = await download.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.Equal(file.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));
        Assert.InRange(app.PeakResidentBytes(), 1, MostMemory);
    }

    /// <summary>Bytes made as they are read, and hashed.</summary>
    sealed class Pattern(long length) : Stream
    {
        static readonly byte[] Block = RandomNumberGenerator.GetBytes(1 << 20);

        readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long position;

        /// <summary>Of all that was read, once it was read to its end.</summary>
        public string? Sha256 { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = (int)Math.Min(Math.Min(count, Block.Length), length - position);
            Block.AsSpan(0, read).CopyTo(buffer.AsSpan(offset));
            hash.AppendData(buffer, offset, read);
            position += read;
            if (position == length)
                Sha256 = Convert.ToHexStringLower(hash.GetCurrentHash());
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
