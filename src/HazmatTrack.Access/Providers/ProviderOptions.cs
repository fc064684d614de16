using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Access.Providers;

/// <summary>
/// Section <c>SignIn:NAME</c>: an identity provider by OpenID Connect that people sign in with, and whose tokens programs bring. Each province, or each large
/// operator, may have its own.
/// </summary>
public sealed class ProviderOptions
{
    public const string Section = "SignIn";

    /// <summary>The address of the provider, whose <c>/.well-known/openid-configuration</c> is read.</summary>
    [Required]
    [ChineseFault("须为地址，如 https://id.example.cn/realm。")]
    [RegularExpression("https?://[^?#\\s]+", ErrorMessage = "The authority is an address such as https://id.example.cn/realm.")]
    public string Authority { get; set; } = "";

    /// <summary>
    /// The provider's name for itself, the claim <c>iss</c>, where it is not its address. Nothing else is believed, whatever the provider publishes: else one
    /// could speak for the people of another.
    /// </summary>
    public string Issuer { get; set; } = "";

    /// <summary>Whose accounts it has, as the page says it: <c>中文|English</c>; empty where there is one provider and nothing to tell apart.</summary>
    [ChineseFault("标题的形式为 中文|English。")]
    [RegularExpression(@"|[^|]*[^|\s][^|]*\|[^|]*[^|\s][^|]*", ErrorMessage = "The title is of the form 中文|English.")]
    public string Title { get; set; } = "";

    /// <summary>The id of this program with the provider.</summary>
    public string ClientId { get; set; } = "hazmattrack";

    /// <summary>The file with the secret of this program; a secret in a setting would be in process lists and logs.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>The audience that tokens of programs must name.</summary>
    [Required]
    public string Audience { get; set; } = "hazmattrack";

    /// <summary>Further scopes that are asked for at sign-in.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>The claim with the name that is shown.</summary>
    [Required]
    public string NameClaim { get; set; } = "name";

    /// <summary>The claim with the roles, one or several.</summary>
    [Required]
    public string RoleClaim { get; set; } = "role";

    /// <summary>The claim with the organisation: an operator's unified social credit code, or the name of an authority.</summary>
    [Required]
    public string OrganisationClaim { get; set; } = "org";

    /// <summary>The claim with the provinces, six digits each, one or several.</summary>
    [Required]
    public string ProvinceClaim { get; set; } = "prov";

    /// <summary>Which of the program's roles a value of the role claim stands for; a value that is not here stands for the role of that name.</summary>
    public Dictionary<string, string> Roles { get; set; } = [];

    /// <summary>The program's roles that this provider may give; empty for all. What else it says of somebody counts for nothing.</summary>
    public string[] OnlyRoles { get; set; } = [];

    /// <summary>The provinces, six digits each, that this provider may give; empty for all: one province's provider makes no officers of another.</summary>
    public string[] OnlyProvinces { get; set; } = [];

    /// <summary>The operators, by their unified social credit codes, that this provider may name; empty for all.</summary>
    public string[] OnlyOperators { get; set; } = [];

    /// <summary>Whether a name is the provider's own; a slash at the end makes no difference.</summary>
    internal bool IsIssuer(string? issuer) =>
        issuer is not null && (Issuer.Length > 0 ? Issuer : Authority).AsSpan().TrimEnd('/').SequenceEqual(issuer.AsSpan().TrimEnd('/'));
}
