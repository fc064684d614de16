using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using HazmatTrack.Access.Demo;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Web.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>The registry's API on a loopback port, with SQLite in a folder of its own.</summary>
internal sealed class RegistryServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-registry-api-");
    private readonly RegistryStore _store;
    private readonly WebApplication _app;

    private RegistryServer(Func<IRegistryStore, IRegistryStore> around, DemoPerson? person)
    {
        _store = RegistryStore.Sqlite(File, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddRegistry(
            new RegistryOptions { PollInterval = TimeSpan.FromMilliseconds(100), StaleAfter = TimeSpan.FromSeconds(1) }, _ => around(_store));
        builder.Services.AddEmptyAccess(_folder.FullName);
        builder.Services.AddSights();
        builder.Services.AddOpenApi();
        _app = builder.Build();
        _app.UseEverybody(person);
        _app.MapOpenApi();
        _app.MapRegistry();
        _app.MapHealthChecks("/healthz/ready");
    }

    public HttpClient Client { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    /// <summary>The database.</summary>
    public string File => Path.Combine(_folder.FullName, "registry.db");

    /// <summary>The store without anything around it: what another process would file through.</summary>
    public RegistryStore Store => _store;

    /// <param name="around">What is put around the store.</param>
    /// <param name="person">Who calls; everybody where it is null.</param>
    public static async Task<RegistryServer> StartAsync(Func<IRegistryStore, IRegistryStore>? around = null, DemoPerson? person = null)
    {
        var server = new RegistryServer(around ?? (store => store), person);
        await server._app.StartAsync();
        server.Client = new() { BaseAddress = new(server._app.Urls.Single()), DefaultRequestHeaders = { AcceptLanguage = { new("en") } } };
        return server;
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(string method, string address, object? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new(method), address);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, type),
            _ => JsonContent.Create(body),
        };
        using var response = await Client.SendAsync(request);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            (int)response.StatusCode < 400 ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return ((int)response.StatusCode, json);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
