using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The reference packs of the SDK that runs the tests.</summary>
internal static class ReferencePack
{
    private static readonly ConcurrentDictionary<string, MetadataReference> Read = new(StringComparer.Ordinal);

    /// <summary>One reference a path for the whole test run: a framework's metadata is large.</summary>
    internal static MetadataReference Reference(string path) => Read.GetOrAdd(path, static file => MetadataReference.CreateFromFile(file));

    internal static ImmutableArray<MetadataReference> Resolve(ImmutableArray<PackageIdentity> packages, ImmutableArray<string> assemblies)
    {
        var folders = packages.Select(Folder).ToArray();
        var files = folders
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.dll"))
            .Concat(assemblies.Select(assembly => Locate(assembly, folders)))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return [.. files.Select(Reference)];
    }

    private static string Locate(string assembly, string[] folders)
    {
        var candidates = ((string[])[assembly, assembly + ".dll"])
            .SelectMany(name => (string[])[Path.GetFullPath(name), .. folders.Select(folder => Path.Combine(folder, name))]);
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new VerificationException($"The assembly '{assembly}' is neither a file nor in {string.Join(" or ", folders)}.");
    }

    /// <summary>The folder of a pack's assemblies: of the version asked for, else of the lowest one above it.</summary>
    private static string Folder(PackageIdentity package)
    {
        var pack = Path.Combine(DotnetRoot(), "packs", package.Id);
        var wanted = Version.Parse(package.Version);
        var found = (Directory.Exists(pack) ? Directory.EnumerateDirectories(pack) : [])
            .Select(static folder => (Folder: folder, Version: VersionOf(folder)))
            .Where(version => version.Version >= wanted)
            .OrderBy(static version => version.Version.Major)
            .ThenByDescending(static version => version.Version)
            .Select(static version => Directory.EnumerateDirectories(Path.Combine(version.Folder, "ref")).FirstOrDefault())
            .FirstOrDefault(static folder => folder is not null);
        return found ?? throw new VerificationException(
            $"The SDK has no reference pack '{package.Id}' of version {package.Version} or later: looked in {pack}.");
    }

    private static Version VersionOf(string folder) =>
        Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : new Version();

    // The runtime is <root>/shared/Microsoft.NETCore.App/<version>/.
    private static string DotnetRoot() =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
