using System.Reflection;

namespace AsyncRace.Tool.CommandLine;

/// <summary>Which AsyncRace this is.</summary>
internal static class ToolVersion
{
    /// <summary>The package's version, such as <c>0.1.0</c>, without the commit it was built from.</summary>
    internal static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
