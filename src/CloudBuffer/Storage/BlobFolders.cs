using System.Text.RegularExpressions;

namespace CloudBuffer.Storage;

/// <summary>The folders of the blobs. The only code that builds paths, and never from user input.</summary>
sealed partial class BlobFolders(string root)
{
    /// <summary>Uploads in progress.</summary>
    public string Incoming { get; } = Path.Combine(root, "_incoming");

    /// <inheritdoc cref="DiskReserve.FreeBytes"/>
    public long FreeBytes => DiskReserve.FreeBytes(root);

    /// <inheritdoc cref="DiskReserve.TotalBytes"/>
    public long DiskBytes => DiskReserve.TotalBytes(root);

    /// <exception cref="IOException">A folder cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder cannot be created or written.</exception>
    public void Create()
    {
        foreach (var folder in new[] { root, Incoming, Of(BlobArea.Buffers), Of(BlobArea.Uploads) })
            PrivateFiles.CreateFolder(folder);
        Probe();
    }

    /// <summary>Whether a file can be created.</summary>
    public bool IsWritable
    {
        get
        {
            try
            {
                Probe();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    public string Of(BlobArea area) => area switch
    {
        BlobArea.Files => root,
        BlobArea.Buffers => Path.Combine(root, "_buffer"),
        BlobArea.Uploads => Path.Combine(root, "_uploads"),
        _ => throw new ArgumentOutOfRangeException(nameof(area)),
    };

    /// <exception cref="ArgumentException">Not a blob id.</exception>
    public string PathOf(BlobArea area, string id) => BlobName().IsMatch(id)
        ? Path.Combine(Of(area), id)
        : throw new ArgumentException("Not a blob id.", nameof(id));

    /// <summary>The ids of the blobs in a folder, and links with such a name, read as they are enumerated.</summary>
    public static IEnumerable<string> BlobsIn(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Select(file => file.Name).Where(name => BlobName().IsMatch(name));

    void Probe()
    {
        var path = Path.Combine(Incoming, "probe-" + DiskBlobStore.NewId()); // not a blob name, so sweepers ignore it
        File.Create(path).Dispose();
        File.Delete(path);
    }

    [GeneratedRegex("^[0-9a-f]{32}\\z")]
    private static partial Regex BlobName();
}
