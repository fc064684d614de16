using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HazmatTrack.Domain.Access;
using HazmatTrack.Server.Hosting;
using HazmatTrack.Server.Tests.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.Registry;
using HazmatTrack.Testing;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace HazmatTrack.Server.Tests.Outside;

/// <summary>A program that other machines reach, with TLS of its own or behind a proxy: which names, addresses and ports it answers to.</summary>
public sealed class OutsideTests : IDisposable
{
    private const string Name = "track.example.cn";
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-outside-").FullName;
    private readonly SomeCertificates _certificates;
    private readonly int _port = FreePorts.Next();
    private readonly int _operation = FreePorts.Next();

    public OutsideTests() => _certificates = new(_folder);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task With_a_certificate_it_is_reached_by_its_name_over_TLS_and_browsers_are_told_to_stay_there()
    {
        await using var host = await StartAsync(WithCertificate());
        using var client = Client(isEncrypted: true);
        using var answer = await client.GetAsync(new Uri($"https://{Name}:{_port}/api/v1/sign-in"), Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["max-age=31536000"], answer.Headers.GetValues("Strict-Transport-Security"));
        using var page = await client.GetAsync(new Uri($"https://{Name}:{_port}/"), Stop);
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("track.example.cn.evil.example")]
    public async Task A_request_for_another_name_is_refused(string name)
    {
        await using var host = await StartAsync(WithCertificate());
        using var client = Client(isEncrypted: true);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{Name}:{_port}/api/v1/sign-in") { Headers = { Host = name } };
        using var answer = await client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Outside:Hosts", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_port_is_for_TLS_of_now_alone()
    {
        await using var host = await StartAsync(WithCertificate());
        using var plain = Client(isEncrypted: false);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://{Name}:{_port}/api/v1/sign-in"), Stop));
#pragma warning disable SYSLIB0039, CA5397 // What is tried is that it is refused.
        await Assert.ThrowsAnyAsync<Exception>(() => HandshakeAsync(SslProtocols.Tls11));
#pragma warning restore SYSLIB0039, CA5397
        Assert.Equal(SslProtocols.Tls12, await HandshakeAsync(SslProtocols.Tls12));
        Assert.Equal(SslProtocols.Tls13, await HandshakeAsync(SslProtocols.Tls12 | SslProtocols.Tls13));
    }

    [Fact]
    public async Task A_renewed_certificate_is_taken_up_without_a_restart_and_a_broken_one_is_not()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var (file, key) = _certificates.Write(Name);
        var options = new Settings.OutsideOptions { CertificateFile = file, KeyFile = key };
        var certificate = new Server.Outside.ServerCertificate(options, time);
        var first = certificate.Now.TargetCertificate.Thumbprint;
        var (renewed, renewedKey) = _certificates.Write(Name);
        await ReplaceAsync("no certificate");
        Assert.Equal(first, certificate.Now.TargetCertificate.Thumbprint);
        File.Copy(renewedKey, key, overwrite: true);
        await ReplaceAsync(await File.ReadAllTextAsync(renewed, Stop));
        using var expected = X509CertificateLoader.LoadCertificateFromFile(renewed);
        Assert.Equal(expected.Thumbprint, certificate.Now.TargetCertificate.Thumbprint);

        async Task ReplaceAsync(string text)
        {
            var before = File.GetLastWriteTimeUtc(file);
            await File.WriteAllTextAsync(file, text, Stop);
            File.SetLastWriteTimeUtc(file, before.AddSeconds(2));
            time.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task Behind_a_proxy_what_comes_unencrypted_is_refused_whoever_says_so()
    {
        await using var host = await StartAsync("--Outside:Proxies:0=127.0.0.2", $"--Outside:Listen:0=127.0.0.1:{_port}");
        Assert.Equal(200, (int)await AskAsync(from: "127.0.0.2", "203.0.113.9", "https"));
        Assert.Equal(403, (int)await AskAsync(from: "127.0.0.2", "203.0.113.9", "http"));
        Assert.Equal(403, (int)await AskAsync(from: "127.0.0.2", "203.0.113.9", null));

        // Nobody but the proxy is believed.
        Assert.Equal(403, (int)await AskAsync(from: "127.0.0.3", "203.0.113.9", "https"));
        Assert.Equal(403, (int)await AskAsync(from: "127.0.0.3", "127.0.0.2", "https"));
    }

    /// <summary>A key is limited to an address, which therefore must be that of the caller and not one that the caller says.</summary>
    [Fact]
    public async Task The_address_of_a_caller_is_what_the_proxy_says_and_what_nobody_else_says()
    {
        await using var host = await StartAsync("--Outside:Proxies:0=127.0.0.2", $"--Outside:Listen:0=127.0.0.1:{_port}");
        var store = host.Services.GetRequiredService<IAccessStore>();
        const string Code = "91310000DEMA00001B";
        const string Reference = "/api/v1/locate?lat=31.2&lon=121.4";
        await store.SaveOperatorAsync(new() { Code = Code, Name = "甲运输企业", Province = new(310000) }, "test", VersionCondition.None, Stop);
        var key = await SomeKeys.IssueAsync(
            store, Role.Operator, Code, default, [AddressRange.Parse("203.0.113.0/24")], AccessAction.ReadReference);
        Assert.Equal(200, (int)await AskAsync("127.0.0.2", "203.0.113.9", "https", key, Reference));
        Assert.Equal(401, (int)await AskAsync("127.0.0.2", "198.51.100.7", "https", key, Reference));

        // The caller put the right address in front; the proxy appended the true one.
        Assert.Equal(401, (int)await AskAsync("127.0.0.2", "203.0.113.9, 198.51.100.7", "https", key, Reference));
        Assert.NotEqual(200, (int)await AskAsync("127.0.0.3", "203.0.113.9", "https", key, Reference));
    }

    [Fact]
    public async Task Metrics_and_probes_are_on_their_own_port_and_nothing_else_is()
    {
        await using var host = await StartAsync(WithCertificate());
        using var client = Client(isEncrypted: true);
        using var plain = Client(isEncrypted: false);
        foreach (var path in new[] { "/metrics", "/healthz/live", "/healthz/ready", "/METRICS", "/metrics/" })
        {
            using var outside = await client.GetAsync(new Uri($"https://{Name}:{_port}{path}"), Stop);
            Assert.Equal((path, 404), (path, (int)outside.StatusCode));
        }

        using var metrics = await plain.GetAsync(new Uri($"http://127.0.0.1:{_operation}/metrics"), Stop);
        Assert.Equal(HttpStatusCode.OK, metrics.StatusCode);
        foreach (var path in new[] { "/", "/api/v1/sign-in", "/api/v1/vehicles", "/openapi/v1.json" })
        {
            using var inside = await plain.GetAsync(new Uri($"http://127.0.0.1:{_operation}{path}"), Stop);
            Assert.Equal((path, 404), (path, (int)inside.StatusCode));
        }
    }

    /// <summary>The framework encrypts keys by RSA, and would say so only when somebody signs in.</summary>
    [Fact]
    public async Task A_certificate_that_cannot_encrypt_the_keys_of_cookies_is_refused_at_start()
    {
        var (certificate, key) = _certificates.Write("ring");
        var ring = Path.Combine(_folder, "ec.pem");
        await File.WriteAllTextAsync(ring, await File.ReadAllTextAsync(certificate, Stop) + "\n" + await File.ReadAllTextAsync(key, Stop), Stop);
        var refused = await Assert.ThrowsAsync<Settings.SettingsException>(() => StartAsync([.. WithCertificate(), $"--Outside:KeyRingFile={ring}"]));
        Assert.Contains("RSA", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_read_from_files_of_a_folder_and_prevail()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Access__SessionIdle"), "00:07:00\n", Stop);
        await File.WriteAllTextAsync(Path.Combine(secrets, "Postgres__ConnectionString"), "Host=pg-1;Password=hush\n", Stop);
        var settings = ServerHost.ReadSettings([$"--Server:SecretsFolder={secrets}", "--Access:SessionIdle=00:09:00"]);
        Assert.Equal((TimeSpan.FromMinutes(7), "Host=pg-1;Password=hush"), (settings.Access.SessionIdle, settings.Postgres.ConnectionString));
        await File.WriteAllTextAsync(Path.Combine(secrets, "Postgres__ConectionString"), "x", Stop);
        var refused = Assert.Throws<Settings.SettingsException>(() => ServerHost.ReadSettings([$"--Server:SecretsFolder={secrets}"]));
        Assert.Contains("Postgres:ConectionString is not a setting", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Server:SecretsFolder",
            Assert.Throws<Settings.SettingsException>(() => ServerHost.ReadSettings([$"--Server:SecretsFolder={secrets}-none"])).Message,
            StringComparison.Ordinal);
    }

    private string[] WithCertificate()
    {
        var (certificate, key) = _certificates.Write(Name);
        return [$"--Outside:Listen:0=127.0.0.1:{_port}", $"--Outside:CertificateFile={certificate}", $"--Outside:KeyFile={key}"];
    }

    private async Task<Running> StartAsync(params string[] more)
    {
        var ring = Path.Combine(_folder, $"ring-{Guid.NewGuid():N}.pem");
        using (var key = RSA.Create(2048))
        {
            var now = TimeProvider.System.GetUtcNow();
            var request = new CertificateRequest("CN=ring", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            using var certificate = request.CreateSelfSigned(now, now.AddDays(1));
            await File.WriteAllTextAsync(ring, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(), Stop);
        }

        var host = await ServerHost.OpenAsync(
            [
                $"--Server:DataFolder={Path.Combine(_folder, "data")}", "--Server:Port=0", "--Demo:Enabled=false", "--Access:Demo=false",
                "--SignIn:main:Authority=https://id.example.cn", $"--Outside:Hosts:0={Name}", $"--Outside:KeyRingFile={ring}",
                $"--Outside:Operation=127.0.0.1:{_operation}", .. more,
            ],
            b => b.Services.AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())),
            Stop);
        await host.App.StartAsync(Stop);

        // Until it has read who may call, it lets nobody in.
        var directory = host.App.Services.GetRequiredService<AccessDirectory>();
        await Eventually.BecomesTrueAsync(() => directory.IsBelieved, "who may call is known");
        return new(host);
    }

    private async Task<HttpStatusCode> AskAsync(string from, string forwardedFor, string? proto, string? key = null, string path = "/api/v1/sign-in")
    {
        using var client = Client(isEncrypted: false, from);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{Name}:{_port}{path}") { Headers = { { "X-Forwarded-For", forwardedFor } } };
        if (proto is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", proto);
        }

        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using var answer = await client.SendAsync(request, Stop);
        return answer.StatusCode;
    }

    /// <summary>A client to whom every name is this machine, and that trusts the authority of the test alone.</summary>
    private HttpClient Client(bool isEncrypted, string from = "127.0.0.1") => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        SslOptions = isEncrypted
            ? new() { TargetHost = Name, RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors) }
            : new(),
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_certificates.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var own = new X509Certificate2(certificate!);

        // A client that asks for another name by its Host header holds the certificate against that.
        return (errors & SslPolicyErrors.RemoteCertificateNotAvailable) == 0 && own.MatchesHostname(Name) && chain.Build(own);
    }

    private async Task<SslProtocols> HandshakeAsync(SslProtocols protocols)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Stop);
        await using var tls = new SslStream(client.GetStream(), false, (_, certificate, _, errors) => IsTrusted(certificate, errors));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Name, EnabledSslProtocols = protocols }, Stop);
        return tls.SslProtocol;
    }

    /// <summary>A program that runs until it is disposed of.</summary>
    private sealed class Running(ServerHost host) : IAsyncDisposable
    {
        public IServiceProvider Services => host.App.Services;

        public async ValueTask DisposeAsync()
        {
            await host.App.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
    }
}
