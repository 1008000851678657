using System.Security.Cryptography;

namespace AsyncRace.Tool.Tests.EndToEnd;

/// <summary>A folder of files for one test; gone when disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    internal TempFolder(string name = "folder")
    {
        _root = Directory.CreateTempSubdirectory("asyncrace-tests-");
        Path = Directory.CreateDirectory(System.IO.Path.Combine(_root.FullName, name)).FullName;
    }

    private readonly DirectoryInfo _root;

    internal string Path { get; }

    internal string At(string relative) => System.IO.Path.Combine(Path, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));

    internal void Write(string relative, string text = "")
    {
        string path = At(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Every file with a hash of its content.</summary>
    internal SortedDictionary<string, string> Hashes() =>
        new(Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).ToDictionary(
            file => System.IO.Path.GetRelativePath(Path, file),
            static file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))), StringComparer.Ordinal);

    public void Dispose() => _root.Delete(recursive: true);
}
