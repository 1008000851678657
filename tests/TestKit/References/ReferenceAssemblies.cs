using System.Collections.Immutable;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// The framework that test sources are compiled against.
/// <para>
/// The original kit downloads reference packages. This one has no network and takes the SDK's own reference packs
/// (<c>packs/Microsoft.NETCore.App.Ref</c> beside the running dotnet): the pack of the version asked for where the SDK has it,
/// else the lowest above it. An SDK brings its own version's pack only, so with the .NET 10 SDK alone <c>Net80</c> and
/// <c>Net90</c> are .NET 10's surface: a test cannot rely on an API being absent.
/// </para>
/// </summary>
public sealed class ReferenceAssemblies
{
    private const string Framework = "Microsoft.NETCore.App.Ref";

    private readonly ImmutableArray<PackageIdentity> _packages;
    private readonly ImmutableArray<string> _assemblies;
    private readonly Lazy<ImmutableArray<MetadataReference>> _resolved;

    /// <summary>A target framework without any assembly.</summary>
    public ReferenceAssemblies(string targetFramework)
        : this(targetFramework, [], [])
    {
    }

    private ReferenceAssemblies(string targetFramework, ImmutableArray<PackageIdentity> packages, ImmutableArray<string> assemblies)
    {
        TargetFramework = targetFramework;
        _packages = packages;
        _assemblies = assemblies;
        _resolved = new(() => ReferencePack.Resolve(packages, assemblies));
    }

    /// <summary>The newest framework here. The original's default is an older one: a test that needs one says which.</summary>
    public static ReferenceAssemblies Default => Net.Net100;

    public string TargetFramework { get; }

    public ImmutableArray<string> Assemblies => _assemblies;

    public ImmutableArray<PackageIdentity> Packages => _packages;

    /// <summary>Adds assemblies: by path, or by name where one of the packs has it.</summary>
    public ReferenceAssemblies AddAssemblies(ImmutableArray<string> assemblies) =>
        new(TargetFramework, _packages, _assemblies.AddRange(assemblies));

    public ReferenceAssemblies WithAssemblies(ImmutableArray<string> assemblies) => new(TargetFramework, _packages, assemblies);

    /// <summary>Adds a reference pack of the SDK, such as <c>Microsoft.AspNetCore.App.Ref</c>. Other packages are not found here.</summary>
    public ReferenceAssemblies AddPackages(ImmutableArray<PackageIdentity> packages) =>
        new(TargetFramework, _packages.AddRange(packages), _assemblies);

    /// <summary>The references, read once and shared: so that tests do not each read a framework.</summary>
    public Task<ImmutableArray<MetadataReference>> ResolveAsync(string? language, CancellationToken cancellationToken) =>
        Task.FromResult(_resolved.Value);

    public static class Net
    {
        public static ReferenceAssemblies Net60 { get; } = Of(6);

        public static ReferenceAssemblies Net70 { get; } = Of(7);

        public static ReferenceAssemblies Net80 { get; } = Of(8);

        public static ReferenceAssemblies Net90 { get; } = Of(9);

        public static ReferenceAssemblies Net100 { get; } = Of(10);

        private static ReferenceAssemblies Of(int major) => new($"net{major}.0", [new(Framework, $"{major}.0.0")], []);
    }
}
