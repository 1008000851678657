using System.Collections.Immutable;

namespace AsyncRace.Tool.Building;

/// <summary>How a build went.</summary>
/// <param name="ExitCode">What <c>dotnet build</c> ended with; 0 is success.</param>
/// <param name="Units">The compilations that were part of it.</param>
/// <param name="Errors">The errors it reported.</param>
/// <param name="OutputTail">The last lines it printed, for failures that report no error.</param>
internal sealed record BuildResult(
    int ExitCode,
    ImmutableArray<CompilationUnit> Units,
    ImmutableArray<BuildError> Errors,
    ImmutableArray<string> OutputTail);
