using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AsyncRace.Package.Tests;

/// <summary>A package as a file: what is in it, and what it says of itself.</summary>
internal sealed partial class PackageFile(string path) : IDisposable
{
    private readonly ZipArchive _archive = ZipFile.OpenRead(path);

    /// <summary>The files that a consumer gets, sorted; without those that every package has for its own container format.</summary>
    internal IEnumerable<string> Files =>
        from entry in _archive.Entries
        let name = entry.FullName
        where !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
        where name != "[Content_Types].xml" && !name.EndsWith(".nuspec", StringComparison.Ordinal)
        orderby name.ToUpperInvariant()
        select name;

    /// <summary>When the files were put into the package, as the package says.</summary>
    internal IEnumerable<DateTime> Times => _archive.Entries.Select(entry => entry.LastWriteTime.DateTime);

    /// <summary>The <c>metadata</c> element of the nuspec, its names without their namespace.</summary>
    internal XElement Metadata
    {
        get
        {
            ZipArchiveEntry nuspec = Assert.Single(_archive.Entries, entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
            using Stream stream = nuspec.Open();
            XElement root = XDocument.Load(stream).Root!;
            foreach (XElement element in root.DescendantsAndSelf())
            {
                element.Name = element.Name.LocalName;
            }

            return root.Element("metadata")!;
        }
    }

    internal byte[] Read(string file)
    {
        using Stream stream = _archive.GetEntry(file)?.Open() ?? throw new FileNotFoundException($"{path} has no file '{file}'.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    internal string ReadText(string file) => System.Text.Encoding.UTF8.GetString(Read(file));

    /// <summary>The first C# example of the package's readme.</summary>
    internal string ReadExample()
    {
        Match example = CSharpBlock().Match(ReadText("README.md").ReplaceLineEndings("\n"));
        Assert.True(example.Success, $"The readme of {path} has no C# example.");
        return example.Groups["code"].Value;
    }

    internal IReadOnlyDictionary<string, Version> ReadAssemblyReferences(string file)
    {
        using var image = new PEReader(new MemoryStream(Read(file)));
        MetadataReader metadata = image.GetMetadataReader();
        return metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).ToDictionary(
            reference => metadata.GetString(reference.Name),
            reference => reference.Version);
    }

    public void Dispose() => _archive.Dispose();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
