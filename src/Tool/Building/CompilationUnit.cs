using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Building;

/// <summary>One compilation of a build: a project for one target framework.</summary>
/// <param name="ProjectPath">The project's absolute path.</param>
/// <param name="TargetFramework">Its target framework, or empty for a project that names none.</param>
/// <param name="Log">What the compiler logged; <see langword="null"/> if the build did not come to compile it.</param>
internal sealed record CompilationUnit(string ProjectPath, string TargetFramework, CompilerLog? Log);
