using System.Security.Claims;
using System.Text.Encodings.Web;
using HazmatTrack.Http.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HazmatTrack.Access.Keys;

/// <summary>Reads the header <c>X-Api-Key</c>. A key in an address would be in logs and histories, so it is read nowhere else (ASVS 5.0, 14.2.1).</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IKeyBook keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Key";
    public const string Header = "X-Api-Key";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header];
        return given.Count != 1 || given[0] is not { Length: > 0 } text
            ? AuthenticateResult.NoResult()
            : await keys.FindAsync(text, Context.Connection.RemoteIpAddress, Context.RequestAborted) is { } caller
                ? AuthenticateResult.Success(new(new ClaimsPrincipal(new CallerIdentity(caller, SchemeName)), SchemeName))
                : AuthenticateResult.Fail("The key is unknown, has expired, was revoked, or is not for this address.");
    }
}
