using System.Collections.Immutable;

namespace AsyncRace.Tool.Checking;

/// <summary>What the caller of <c>asyncrace check</c> asked for.</summary>
/// <param name="Paths">What to check, as the caller named it.</param>
/// <param name="Configuration">The configuration to build, or <see langword="null"/> for the SDK's default.</param>
/// <param name="InPlace">Write to the projects' own output folders.</param>
internal sealed record CheckOptions(ImmutableArray<string> Paths, string? Configuration, bool InPlace);
