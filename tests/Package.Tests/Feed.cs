namespace AsyncRace.Package.Tests;

/// <summary>The packages of this build, as the project's build packed them beside the tests.</summary>
internal static class Feed
{
    internal static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "feed");

    /// <summary>The version that all packages share. The test assembly is of the same build and has it too.</summary>
    internal static string Version { get; } =
        System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Feed).Assembly.Location).ProductVersion!.Split('+')[0];

    internal static PackageFile Open(string id) => new(Path.Combine(Directory, $"{id}.{Version}.nupkg"));

    internal static PackageFile OpenSymbols(string id) => new(Path.Combine(Directory, $"{id}.{Version}.snupkg"));
}
