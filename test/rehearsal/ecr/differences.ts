const API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";
const NO_PAGES =
  "moto gives everything in one page: maxResults and nextToken are not implemented there";
const XML = "moto answers with XML where ECR's protocol has JSON, which the SDK cannot read";
const PUT_IMAGE = `${API}/API_PutImage.html, Errors`;

/** Where our ECR and moto 5.2.3 differ: ours does what AWS documents, unless it is said otherwise. */
export const differences: Record<string, string> = {
  "a repository name of one letter": `moto lets it pass; names have 2 to 256 characters: ${API}/API_CreateRepository.html`,
  "repositories by pages": `${NO_PAGES}: ${API}/API_DescribeRepositories.html`,
  "a registry password lasts twelve hours": `moto's passwords expired in 2015; ECR's last 12 hours: ${API}/API_GetAuthorizationToken.html`,
  "a key that there is not": `${XML}; ours says UnrecognizedClientException: ${API}/CommonErrors.html`,
  "a secret that is wrong": `${XML}; ours says InvalidSignatureException: https://docs.aws.amazon.com/general/latest/gr/signature-v4-troubleshooting.html`,
  "an image is got by its digest": `moto adds one of the image's tags; ours gives back the digest that was asked for, and AWS's documentation says nothing of a tag then: ${API}/API_BatchGetImage.html`,
  "a digest that is not there is got": `moto names a tag "null" in the failure; ECR names what was asked for: ${API}/API_ImageFailure.html`,
  "the size of an image": `moto gives the size of the config; ECR gives that of all layers: ${API}/API_ImageDetail.html`,
  "tagged images are listed": `moto ignores the filter: ${API}/API_ListImages.html`,
  "images are listed by pages": `${NO_PAGES}: ${API}/API_ListImages.html`,
  "a digest that does not fit the manifest": `moto believes any digest; ECR has ImageDigestDoesNotMatchException: ${PUT_IMAGE}`,
  "an image whose layers are not there": `moto keeps no layers; ECR has LayersNotFoundException: ${PUT_IMAGE}`,
  "a manifest that is no JSON": `moto fails with 500; ours says InvalidParameterException: ${PUT_IMAGE}`,
  "an image of a repository that is not there is put": `moto fails with 500; ECR has RepositoryNotFoundException: ${PUT_IMAGE}`,
  "an immutable tag does not move": `moto says ImageAlreadyExistsException; ECR has ImageTagAlreadyExistsException: ${PUT_IMAGE}`,
  "a tag that is not excluded does not move": `moto says ImageAlreadyExistsException; ECR has ImageTagAlreadyExistsException: ${PUT_IMAGE}`,
};
