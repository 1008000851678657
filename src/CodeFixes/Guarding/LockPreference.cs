using Microsoft.CodeAnalysis;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Which lock a new one is: <c>asyncrace_fix_lock = auto | companion | semaphore</c> in .editorconfig.</summary>
internal static class LockPreference
{
    /// <summary>The kind of a new lock, or null where the project has none that can be awaited.</summary>
    internal static LockKind? Of(Project project, SyntaxTree tree, LockTypes types)
    {
        var options = project.AnalyzerOptions.AnalyzerConfigOptionsProvider.GetOptions(tree);
        var wanted = options.TryGetValue("asyncrace_fix_lock", out var value) ? value.Trim() : "auto";
        if (types.Companion is not null && !string.Equals(wanted, "semaphore", StringComparison.OrdinalIgnoreCase))
        {
            return LockKind.Scoped;
        }

        return types.Semaphore is not null ? LockKind.Semaphore : null;
    }
}
