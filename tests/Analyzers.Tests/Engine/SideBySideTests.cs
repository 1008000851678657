namespace AsyncRace.Analyzers.Tests.Engine;

/// <summary>
/// What the type's own code shows of calls that run side by side. A check that goes stale shows it best: with a sign it is a warning, without
/// one an information, and where nothing can come in between, nothing.
/// </summary>
[Trait("Semantics", "Evidence")]
public sealed class SideBySideTests
{
    private const string Beside = "if (w == 0) { await F(); {|ASYNCRACE002 info:w = 1|}; }", Once = "if (w == 0) { await F(); w = 1; }", Twice = "if (w == 0) { await F(); {|ASYNCRACE002:w = 1|}; }", Check = "if (v == 0) { await F(); v = 1; }", Maybe = "if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; }", Sure = "if (v == 0) { await F(); {|ASYNCRACE002:v = 1|}; }";

    private static Task VerifyAsync(string members) => EngineTest.VerifyMemberAsync("private int v; private volatile int w; " + members
        .Replace("$once$", Once, StringComparison.Ordinal).Replace("$twice$", Twice, StringComparison.Ordinal).Replace("$beside$", Beside, StringComparison.Ordinal)
        .Replace("$none$", Check, StringComparison.Ordinal).Replace("$maybe$", Maybe, StringComparison.Ordinal).Replace("$sure$", Sure, StringComparison.Ordinal));

    [Theory]
    [InlineData("public async Task All() => await Task.WhenAll(OneAsync(1), OneAsync(2)); public async Task OneAsync(int id) { $sure$ }")]
    [InlineData("public async Task All() { await Task.WhenAny(OneAsync(1), OneAsync(2)); } public async Task OneAsync(int id) { $sure$ }")]
    [InlineData("public Task All(int[] ids) => Task.WhenAll(ids.Select(id => OneAsync(id))); public async Task OneAsync(int id) { $sure$ }")]
    [InlineData("public Task All(int[] ids) { var all = new List<Task>(); foreach (var id in ids) all.Add(OneAsync(id)); return Task.WhenAll(all); } public async Task OneAsync(int id) { $sure$ }")]
    // One call, each on an object of its own, one after the other, or of what is over at once.
    [InlineData("public async Task All() => await Task.WhenAll(OneAsync(1), F()); public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("public async Task All() { await Task.WhenAll(OneAsync(1)); await Task.WhenAll(OneAsync(2)); } public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("public Task All(int[] ids) => Task.WhenAll(ids.Select(id => new Service().OneAsync(id))); public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("public Task All() { var all = new List<Task>(); all.Add(OneAsync(1)); return Task.WhenAll(all); } public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("private static Task Retry(Func<Task> action) => action(); public async Task All() => await Retry(() => OneAsync(1)); public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("public Task All() { return One(1); async Task One(int id) => await OneAsync(id); } public async Task OneAsync(int id) { $maybe$ }")]
    [InlineData("public async Task M() { $maybe$ } public Task All(int[] ids) => Task.WhenAll(ids.Select(id => ClearAsync(id))); private Task ClearAsync(int id) { v = id; return Task.CompletedTask; }")]
    [InlineData("public Task All(int[] ids) => Task.WhenAll(ids.Select(id => this.OneAsync(id))); public async Task OneAsync(int id) { $sure$ }")]
    [InlineData("public Task All(int[] ids) => Task.WhenAll(ids.Select(id => this.friend!.OneAsync(id))); public async Task OneAsync(int id) { $sure$ }")]
    [InlineData("private static Service Make() => new(); public Task All(int[] ids) => Task.WhenAll(ids.Select(id => Make().OneAsync(id))); public async Task OneAsync(int id) { $maybe$ }")]
    public Task SeveralCalls_AreASign(string members) => VerifyAsync(members);

    [Theory]
    // Started once by what the owner calls once; again, where it is called again, for the others.
    [InlineData("public void Start() { _ = WorkAsync(); } private async Task WorkAsync() { $none$ }")]
    [InlineData("public void Start() { _ = WorkAsync(); } public async Task AgainAsync() { await F(); Start(); } private async Task WorkAsync() { $beside$ }")]
    [InlineData("public void Start() { for (int i = 0; i < 3; i++) _ = WorkAsync(); } private async Task WorkAsync() { $twice$ }")]
    // Only the constructor calls it.
    [InlineData("public Service() { _ = WorkAsync(); } private async Task WorkAsync() { $none$ }")]
    [InlineData("public Service() { _ = WorkAsync(); _ = WorkAsync(); } private async Task WorkAsync() { $twice$ }")]
    [InlineData("public Service(bool c) { if (c) _ = WorkAsync(); else _ = WorkAsync(); } private async Task WorkAsync() { $once$ }")]
    [InlineData("public Service() { Wait(WorkAsync()); Wait(WorkAsync()); } private static void Wait(Task t) => t.Wait(); private async Task WorkAsync() { $beside$ }")]
    // Nobody calls it: somebody does it by reflection. That is nobody who makes an object for each call.
    [InlineData("private async Task WorkAsync() { $beside$ }")]
    [InlineData("public static Task Make() => new Service().WorkAsync(); private async Task WorkAsync() { $once$ }")]
    [InlineData("public static async Task<Service> Make(int[] ids) { var made = new Service(); foreach (var id in ids) await made.WorkAsync(); return made; } private async Task WorkAsync() { $once$ }")]
    // The loop waits for each.
    [InlineData("public Service(int[] ids) { Task.Run(async () => { foreach (var id in ids) await WorkAsync(); }); } private async Task WorkAsync() { $once$ }")]
    [InlineData("public Service(int[] ids) { Task.Run(async () => { await F(); foreach (var id in ids) _ = WorkAsync(); }); } private async Task WorkAsync() { $twice$ }")]
    // What does not itself wait may start what does.
    [InlineData("public Service() { Launch(); Launch(); } private void Launch() { Task.Run(async () => { $twice$ }); }")]
    [InlineData("public Service() { Launch(); } private void Launch() { Task.Run(async () => { $once$ }); }")]
    [InlineData("public Service() { Task.Run(async () => { await WorkAsync(); await WorkAsync(); }); } private async Task WorkAsync() { $once$ }")]
    public Task WhoStartsIt_SaysWhetherItMeetsItself(string members) => VerifyAsync(members);

    // Nobody waits for it: the next one is begun while it is under way.
    [Theory]
    [InlineData("public void Go() { _ = WorkAsync(); } private async Task WorkAsync() { $sure$ }")]
    [InlineData("public void Go() { _ = WorkAsync(); async Task WorkAsync() { $sure$ } }")]
    [InlineData("public async Task Go() { await WorkAsync(); async Task WorkAsync() { $maybe$ } }")]
    [InlineData("public void Go() { v = 2; _ = new Service().WorkAsync(); } public async Task WorkAsync() { $maybe$ }")]
    [InlineData("public async Task M() { $maybe$ } public void Clear() { _ = ClearAsync(); } private Task ClearAsync() { v = 3; return Task.CompletedTask; }")]
    [InlineData("public void Ready() { _ = LoopAsync(); } private async Task LoopAsync() { while (true) { $maybe$ } } public void Reset() => v = 0;")]
    public Task CallThatNobodyWaitsFor_IsASign(string members) => VerifyAsync(members);

    // What only the constructor does, it does before anyone knows the object; what it starts, and does not wait for, it does not.
    [Theory]
    [InlineData("public Service() { Task.Run(async () => { $sure$ }); } public void Reset() => v = 0;")]
    [InlineData("public Service() { _ = WorkAsync(); } private async Task WorkAsync() { if (v == 0) { await F(); {|ASYNCRACE002 info:v = 1|}; } } public void Reset() => v = 0;")]
    [InlineData("public Service(List<Func<Task>> all) { all.Add(WorkAsync); } private async Task WorkAsync() { $maybe$ } public void Reset() => v = 0;")]
    [InlineData("public static async Task<Service> Make() { var made = new Service(); await made.WorkAsync(); return made; } private async Task WorkAsync() { $none$ } public void Reset() => v = 0;")]
    [InlineData("public Service() { WorkAsync().GetAwaiter().GetResult(); } private async Task WorkAsync() { $none$ } public void Reset() => v = 0;")]
    [InlineData("public Service() { WorkAsync(); } private async void WorkAsync() { $sure$ } public void Reset() => v = 0;")]
    [InlineData("public Service(System.Timers.Timer t) { t.Elapsed += OnTick; _ = Task.Run(async () => { while (true) { $sure$ } }); } private void OnTick(object? s, EventArgs e) => v = 0;")]
    [InlineData("public static async Task<Service> Make() { var made = new Service(); await made.InitAsync(); return made; } private async Task InitAsync() { if (w == 0) await FillAsync(); } public async Task FillAsync() { await F(); w = 1; }")]
    public Task WhatBeginsInAConstructor_MeetsOthersLater(string members) => VerifyAsync(members);
}
