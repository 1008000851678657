using System.Diagnostics;
#if !NETSTANDARD2_0 && !NET10_0_OR_GREATER
using System.Diagnostics.CodeAnalysis;
#endif

namespace AsyncRace.Threading;

/// <summary>A place in the user's code, as a message names it: <c>Bank.TransferAsync (Bank.cs:42)</c>.</summary>
internal sealed class CallSite
{
    /// <summary>Deeper than any of this library's members is from its caller.</summary>
    private const int MaximumDepth = 16;

    private static readonly string Ours = typeof(CallSite).Assembly.GetName().Name!;

    private readonly string _text;

    private CallSite(string text) => _text = text;

    /// <returns>The nearest caller outside this library; null if call sites are not captured, or the runtime does not know it.</returns>
    internal static CallSite? Capture()
    {
        if (!CheckedMode.CapturesCallSites)
            return null;
        for (int depth = 1; depth < MaximumDepth; depth++)
        {
            if (Describe(new StackFrame(depth, false)) is not var (assembly, type, method))
                return null;
            if (assembly == Ours)
                continue;
            var frame = new StackFrame(depth, true);
            string place = frame.GetFileName() is { } file ? $" ({Path.GetFileName(file)}:{frame.GetFileLineNumber()})" : "";
            return new CallSite(NameOf(type, method) + place);
        }

        return null;
    }

    public override string ToString() => _text;

    /// <summary>The name as it is written in the source, where the compiler has made a type of an asynchronous method or a lambda.</summary>
    internal static string NameOf(string type, string method)
    {
        string[] parts = type.Split('+');
        int written = Array.FindIndex(parts, static part => part.StartsWith("<", StringComparison.Ordinal));
        string machine = parts[parts.Length - 1];
        if (method == "MoveNext" && written >= 0)
            method = machine;
        string owner = parts[(written < 0 ? parts.Length : written) - 1];
        owner = owner.Substring(owner.LastIndexOf('.') + 1);
        int arity = owner.IndexOf('`');
        return $"{(arity < 0 ? owner : owner.Substring(0, arity))}.{Inner(method)}";
    }

    /// <summary>Of <c>&lt;TransferAsync&gt;d__3</c>, or <c>&lt;&lt;TransferAsync&gt;b__0&gt;d</c>, the name of the method.</summary>
    private static string Inner(string name)
    {
        string inner = name.TrimStart('<');
        int end = inner.IndexOf('>');
        return inner.Length == name.Length || end < 1 ? name : inner.Substring(0, end);
    }

#if NET10_0_OR_GREATER
    private static (string Assembly, string Type, string Method)? Describe(StackFrame frame) =>
        DiagnosticMethodInfo.Create(frame) is { DeclaringTypeName: { } type } info
            ? (NameOf(info.DeclaringAssemblyName), type, info.Name)
            : null;

    private static string NameOf(string assembly) => assembly.Split(',')[0];
#else
#if !NETSTANDARD2_0
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only names are read; a method that was trimmed away is left out.")]
#endif
    private static (string Assembly, string Type, string Method)? Describe(StackFrame frame) =>
        frame.GetMethod() is { DeclaringType: { FullName: { } type } declaring } method
            ? (declaring.Assembly.GetName().Name!, type, method.Name)
            : null;
#endif
}
