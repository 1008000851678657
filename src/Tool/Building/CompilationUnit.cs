using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Building;

/// <summary>One compilation of a build: a project for one target framework.</summary>
/// <param name="ProjectPath">The project's absolute path.</param>
/// <param name="IsCompiled">An assembly came out of it. Some projects have nothing to compile, others the build does not come to.</param>
/// <param name="Log">What the compiler logged; <see langword="null"/> if it did not run.</param>
internal sealed record CompilationUnit(string ProjectPath, bool IsCompiled, CompilerLog? Log);
